/** Every route there is, asked without a credential and with wrong ones: refused by its access, in the words of its dialect, before any plugin. */
import { afterAll, expect, test } from "vitest";
import { asked } from "./cases.ts";
import { adminKey, bearer, clientKey, nameOf, openScene } from "./scene.ts";

const scene = await openScene();
afterAll(() => scene.close());

const named = scene.entrances.map((entrance) => ({ entrance, name: nameOf(entrance), access: entrance.access }));
const closed = named.filter(({ access }) => access !== "public");

const nobody = "no-key-of-this-gateway";
const wrong: readonly Readonly<Record<string, string>>[] = [
  {},
  bearer(nobody),
  { "x-api-key": nobody },
  { "x-goog-api-key": nobody },
  { "api-key": nobody },
  { "x-bf-vk": nobody },
  { authorization: `Basic ${Buffer.from(`root:${nobody}`).toString("base64")}` },
];

const words: Readonly<Record<string, object>> = {
  openai: { error: { type: expect.any(String) as string, message: expect.any(String) as string, param: null } },
  anthropic: { type: "error", error: { type: "authentication_error", message: expect.any(String) as string } },
  gemini: { error: { code: 401, status: "UNAUTHENTICATED", message: expect.any(String) as string } },
};

test.each(closed)("$name ($access) is closed to whoever has no key of it", async ({ entrance }) => {
  const request = asked(entrance, `${entrance.dialect.name}/m`);
  for (const headers of wrong) {
    const { id, status, text } = await scene.send(entrance, request, headers);
    expect([status, headers]).toEqual([401, headers]);
    expect(JSON.parse(text)).toMatchObject(words[entrance.dialect.name]!);
    expect(scene.spies.of(id).fired).toEqual([]);
  }
  const { status } = await scene.send(entrance, { ...request, path: `${request.path}?key=${nobody}` });
  expect(status).toBe(401);
});

test.each(named.filter(({ access }) => access === "admin"))("$name is closed to clients", async ({ entrance }) => {
  const { id, status } = await scene.send(entrance, asked(entrance, "openai/m"), bearer(clientKey));
  expect(status).toBe(403);
  expect(scene.spies.of(id).fired).toEqual([]);
});

test.each(named.filter(({ access }) => access === "client"))(
  "$name is closed to a key for administration alone",
  async ({ entrance }) => {
    const { status } = await scene.send(entrance, asked(entrance, `${entrance.dialect.name}/m`), bearer(adminKey));
    expect([401, 403]).toContain(status);
  },
);

test.each(named.filter(({ access }) => access === "public"))("$name asks for no key", async ({ entrance }) => {
  for (const headers of wrong) expect((await scene.send(entrance, asked(entrance, "openai/m"), headers)).status).toBe(200);
});

test("no wrong credential has made a provider work", () => {
  expect(scene.simulator.calls).toEqual([]);
  expect(named.length).toBeGreaterThan(150);
  expect(new Set(named.map(({ access }) => access))).toEqual(new Set(["public", "client", "admin"]));
});
