/** Promise: nothing passes that the config does not name, nothing is done twice that must not be, and nothing goes to another provider. */
import type { ServerResponse } from "node:http";
import { afterAll, beforeEach, expect, test } from "vitest";
import { json } from "./provider.ts";
import { openScene, secrets } from "./scene.ts";

const scene = await openScene();
const { provider, ask } = scene;
afterAll(() => scene.close());
beforeEach(() => {
  provider.received.length = 0;
  provider.answers.clear();
});

test.each([
  ["GET", "/openai_passthrough/v1/models", {}, 404, /list \W*GET \/v1\/models\W* in providers\.files\.passthrough/],
  ["GET", "/openai_passthrough/base/v1/files", {}, 404, /does not let/],
  ["DELETE", "/openai_passthrough/v1/batches/b", {}, 404, /list \W*DELETE \/v1\/batches\/b\W* in/],
  ["GET", "/openai_passthrough/v1/files", { "x-model-provider": "spare" }, 404, /providers\.spare\.passthrough/],
  ["GET", "/openai_passthrough/v1/files", { "x-model-provider": "nobody" }, 400, /unknown provider \W*nobody/],
  ["GET", "/openai_passthrough/v1/files", { "x-model-provider": "claude" }, 400, /speaks the anthropic dialect/],
  ["GET", "/genai_passthrough/v1/files", {}, 404, /providers\.google\.passthrough/],
  ["GET", "/openai_passthrough/v1/files/%2e%2e%2fadmin", {}, 400, /invalid passthrough path/],
  ["GET", "/openai_passthrough/v1//files", {}, 400, /invalid passthrough path/],
  ["GET", "/openai_passthrough/a%40evil.test/v1/files", {}, 400, /invalid passthrough path/],
  ["GET", "/openai_passthrough/v1/files", { authorization: "Bearer nobody" }, 401, /./],
])("%s %s with %j is %i", async (method, path, headers, status, message) => {
  const response = await ask(path, { method, headers });
  expect([response.status, await response.text()]).toEqual([status, expect.stringMatching(message)]);
  expect(provider.received).toEqual([]);
});

const failed = (status: number) => (response: ServerResponse) => json(response, status, { error: { message: "no", type: "no" } });
const keys = (): readonly (string | undefined)[] => provider.received.map(({ headers }) => headers.authorization?.slice(7));
const [k0, k1] = secrets.files;

test.each([
  ["GET", 500, 500, [k0, k0]],
  ["POST", 500, 500, [k0]],
  ["DELETE", 503, 503, [k0]],
  ["PATCH", 409, 409, [k0]],
  ["GET", 404, 404, [k0]],
] as const)(
  "%s that is answered %i: the client gets it as it is, and others are not asked",
  async (method, status, seen, asked) => {
    provider.answers.set("/v1/files/f", failed(status));
    const response = await ask("/openai_passthrough/v1/files/f", { method });
    expect([response.status, await response.json()]).toEqual([seen, { error: { message: "no", type: "no" } }]);
    expect(keys()).toEqual(asked);
  },
);

test("a lost connection is not asked again where that could do harm", async () => {
  provider.answers.set("/v1/files/f", (response) => void response.destroy());
  expect((await ask("/openai_passthrough/v1/files/f", { method: "POST" })).status).toBe(502);
  expect(keys()).toEqual([k0]);
});

test("a key that is refused gives way to the next, and a client hears nothing of it", async () => {
  provider.answers.set("/v1/files/f", (response, { headers }) =>
    headers.authorization?.endsWith(k0) ? failed(401)(response) : json(response, 200, { ok: 1 }),
  );
  const response = await ask("/openai_passthrough/v1/files/f", { method: "POST" });
  expect([response.status, await response.json(), keys()]).toEqual([200, { ok: 1 }, [k0, k1]]);
});

test("when none is left it is a 502 that quotes nobody", async () => {
  provider.answers.set("/v1/messages/batches", (response) =>
    json(response, 401, { type: "error", error: { type: "authentication_error", message: `bad ${secrets.claude[0]}` } }),
  );
  const response = await ask("/anthropic_passthrough/v1/messages/batches", { method: "POST" });
  const text = await response.text();
  expect([response.status, JSON.parse(text)]).toEqual([502, expect.objectContaining({ type: "error" })]);
  expect(text).not.toContain("bad");
});
