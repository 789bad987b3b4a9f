/** Promise: what wire.md 1.3 says of A30 to A34 holds for the real binary: each kind of failure behind it has its own status. */
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { providerKey } from "../start/config.ts";
import { chat, messages, openCrowded, openScene, type Scene, type SceneOptions } from "./scene.ts";

let scene: Scene;
beforeAll(async () => {
  scene = await openScene();
});
beforeEach(() => scene.simulator.reset());
afterAll(() => scene?.close());

async function another(opened: Promise<Scene>): Promise<Scene> {
  const other = await opened;
  onTestFinished(() => other.close());
  return other;
}
const open = (options: SceneOptions): Promise<Scene> => another(openScene(options));

describe("A30 a backend that crashes", () => {
  test("and says so: its 500 reaches the client", async () => {
    const said = { message: "inference failed: the model crashed", type: "internal_error", param: null, code: null };
    scene.simulator.script([{ status: 500, body: { error: said } }]);
    const { status, error } = await scene.chat({});
    expect([status, error.message]).toEqual([500, said.message]);
  });

  test.each([
    ["in HTML", { status: 500, body: "<h1>secret detail</h1>", contentType: "text/html" }],
    ["in an empty answer", { status: 500, emptyBody: true as const }],
    ["by breaking off", { resetAfter: 0 }],
    ["in the middle of its answer", { resetAfter: 1 }],
    ["in malformed JSON", { malformedAfter: 1 }],
  ])("%s is a 502 that quotes nothing of it", async (_how, fault) => {
    scene.simulator.script([fault]);
    const { status, error, text } = await scene.chat({});
    expect([status, error.type, error.code]).toEqual([502, "server_error", "upstream_error"]);
    expect(error.message).toMatch(/^inference failed/);
    expect(text).not.toContain("secret");
  });

  test("and quotes the provider's key says nothing of it", async () => {
    const said = { message: `inference failed with ${providerKey}`, type: "server_error", param: null, code: "upstream_error" };
    scene.simulator.script([{ status: 500, body: { error: said } }]);
    const { status, text } = await scene.chat({});
    expect([status, text.includes(providerKey)]).toEqual([500, false]);
  });

  test("is retried as often as the config says before the client hears of it", async () => {
    const patient = await open({ more: [["@headgate/plugin-retry", { maxRetries: 2, initialMs: 1 }]] });
    patient.simulator.script([{ status: 500, emptyBody: true, times: 3 }]);
    const { status, error } = await patient.chat({});
    expect([status, error.code, patient.simulator.calls.length]).toEqual([502, "upstream_error", 3]);
    expect((await patient.chat({})).status).toBe(200);
  });
});

describe("A31 too little memory", () => {
  test("is 507, and asks no SDK to try again", async () => {
    const crowded = await another(openCrowded());
    const { status, error, headers } = await crowded.chat({});
    expect({ status, ...error }).toEqual({
      status: 507,
      type: "server_error",
      message: "insufficient memory",
      param: null,
      code: "insufficient_memory",
    });
    expect(headers.get("x-should-retry")).toBe("false");
    expect(crowded.simulator.calls).toEqual([]);
    // Its operators must still be able to see it.
    expect((await crowded.get("/health")).status).toBe(200);
    expect((await crowded.get("/v1/models")).status).toBe(200);
  });
});

describe("A32 an inference that takes too long", () => {
  test.each([
    ["/v1/chat/completions", "server_error", {}],
    ["/v1/messages", "timeout_error", { max_tokens: 10 }],
  ])("is 504 at %s, as a %s", async (path, type, more) => {
    scene.simulator.script([{ hang: true }]);
    const { status, error } = await scene.post(path, { model: "hasty/slow", messages, ...more });
    expect([status, error.type, error.code]).toEqual([504, type, "timeout"]);
    expect(error.message).toContain("request timeout");
  });
});

describe("A33 the type of an error", () => {
  let closed: Scene;
  beforeAll(async () => {
    closed = await openScene({ auth: { keys: [{ name: "tests", value: "client-key-of-the-tests" }] } });
  });
  afterAll(() => closed?.close());

  const invalid = "invalid_request_error";
  test.each([
    { path: "/v1/chat/completions", more: {}, types: [invalid, invalid, invalid, "rate_limit_error", "server_error"] },
    {
      path: "/v1/messages",
      more: { max_tokens: 10 },
      types: [invalid, "not_found_error", "authentication_error", "rate_limit_error", "api_error"],
    },
  ])("is the dialect's own at $path", async ({ path, more, types }) => {
    const body = { model: chat, messages, ...more };
    const slow = { message: "slow down", type: "rate_limit_error", param: null, code: null };
    scene.simulator.script([
      { status: 429, body: { error: slow }, times: 1 },
      { status: 500, emptyBody: true },
    ]);
    const answers = [
      await scene.post(path, { ...body, temperature: 3 }),
      await scene.post(path, { ...body, model: "unknown" }),
      await closed.post(path, body),
      await scene.post(path, body),
      await scene.post(path, body),
    ];
    expect(answers.map(({ status }) => status)).toEqual([400, 404, 401, 429, 502]);
    expect(answers.map(({ error }) => error.type)).toEqual(types);
  });
});

test("A34 a rate limit is 429 with OpenAI's headers: numbers, and durations until it resets", async () => {
  const limits = [{ per: "all", requests: { max: 2, window: "1m" }, tokens: { max: 9000, window: "1m" } }];
  const limited = await open({ more: [["@headgate/plugin-rate-limit", { limits }]] });
  const first = await limited.chat({});
  expect([first.status, first.headers.get("x-ratelimit-limit-requests")]).toEqual([200, "2"]);
  expect(first.headers.get("x-ratelimit-remaining-requests")).toBe("1");
  expect(first.headers.get("x-ratelimit-limit-tokens")).toBe("9000");
  expect(Number(first.headers.get("x-ratelimit-remaining-tokens"))).toBeGreaterThan(0);
  for (const of of ["requests", "tokens"])
    expect(first.headers.get(`x-ratelimit-reset-${of}`)).toMatch(/^(?=.)(\d+m)?(\d+(\.\d+)?s)?(\d+ms)?$/);
  expect((await limited.chat({})).status).toBe(200);
  const third = await limited.chat({});
  expect([third.status, third.error.type]).toEqual([429, "rate_limit_error"]);
  expect(Number(third.headers.get("retry-after"))).toBeGreaterThan(0);
  expect(Number(third.headers.get("retry-after-ms"))).toBeGreaterThan(0);
});
