/** What an admin is told of providers and their keys, and what never. */
import { describe, expect, test } from "vitest";
import { canary, openScene } from "./scene.ts";

const k0 = { name: "k0", value: "[k0]", models: [], weight: 1, concurrency: null };
const k1 = { name: "k1", value: "[k1]", models: ["gpt-4o-mini"], weight: 0.25, concurrency: 8 };
const masked = { ...k0, value: "sk-a...9xyz" };
const openai = {
  name: "openai",
  dialect: "openai",
  origin: "https://openai.test",
  keys: [
    { id: "k0", ...k0 },
    { id: "k1", ...k1 },
  ],
  models: ["gpt-4o"],
  provider_status: "active",
};
const anthropic = {
  name: "anthropic",
  dialect: "anthropic",
  origin: "https://anthropic.test",
  keys: [{ id: "k0", ...masked }],
  provider_status: "active",
};
const local = { name: "local", dialect: "openai", origin: "http://127.0.0.1:8000", keys: [], provider_status: "active" };

const answers: readonly (readonly [string, unknown])[] = [
  ["/providers", { providers: [openai, anthropic, local], total: 3 }],
  ["/providers/openai", openai],
  ["/providers/anthropic", anthropic],
  ["/providers/local", local],
  ["/providers/openai/keys", { keys: openai.keys, total: 2 }],
  ["/providers/local/keys", { keys: [], total: 0 }],
  [
    "/keys",
    [
      { key_id: "k0", ...k0, provider: "openai" },
      { key_id: "k1", ...k1, provider: "openai" },
      { key_id: "k0", ...masked, provider: "anthropic" },
    ],
  ],
];

test.each(answers)("GET /api%s tells all that an admin may know, and nothing secret", async (path, expected) => {
  const { get, revealed } = await openScene();
  const { status, headers, body } = await get(path);
  expect([status, headers["content-type"], headers["cache-control"]]).toEqual([200, "application/json", "no-store"]);
  expect(JSON.parse(body)).toStrictEqual(expected);
  expect(body).not.toContain(canary);
  expect(revealed).toEqual([]);
});

test("a gateway without providers has none to tell of", async () => {
  const { ask } = await openScene({ providers: [] });
  expect([await ask("/providers"), await ask("/keys")]).toEqual([{ providers: [], total: 0 }, []]);
});

describe("is not found:", () => {
  const names = ["nobody", "OpenAI", " openai", "__proto__", "constructor", "toString", "0", "*", ":provider", "..", "."];
  const escapes = ["%6fpenai", "openai%00", "openai%2Fkeys", "%zz", "%2e%2e", "openai?x", "openai'--", "openai,anthropic"];
  const letters = ["openai\0", "ＯＰＥＮＡＩ", "\u202eopenai", "\ud800", "<script>", "x".repeat(100_000)];
  const strange = [...names, ...escapes, ...letters];
  test.each(strange.flatMap((name) => [name, `${name}/keys`]).map((path) => [path.slice(0, 40), path]))("%j", async (_, path) => {
    const { status, error, body } = await (await openScene()).get(`/providers/${path}`);
    expect(status).toBe(404);
    expect(error).toMatchObject({ code: "not_found", by: "admin", param: "provider" });
    expect(error!.message).toBe("Provider not found: GET /api/providers lists those that are configured");
    expect(JSON.stringify(error) + body).not.toContain(canary);
  });

  // The router reads most of these as another path than they spell; the plugin gets them as they were sent.
  test.each([
    "/api/providers/openai/../anthropic",
    "/api/x/../providers/openai",
    "/api//providers/openai",
    "/api/providers//openai",
    "/api/providers/openai//",
    "/api\\providers\\openai",
    "/api/providers/openai\n/x",
    "/api/%70roviders/openai",
  ])("%j, however it came in", async (path) => {
    const { reach } = await openScene();
    expect(await reach("/api/providers/:provider", path)).toBe(404);
    expect(await reach("/api/providers/:provider/keys", `${path}/../anthropic/keys`)).toBe(404);
  });
});

test.each(["/api/providers/openai", "/api/providers/openai/"])("%s is the same provider", async (path) => {
  const { reach } = await openScene();
  expect(await reach("/api/providers/:provider", path)).toBe(200);
});
