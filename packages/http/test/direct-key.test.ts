/** A client's own provider key: only where it is asked for and allowed. */
import type { Call } from "@headgate/core";
import { providersOf } from "@headgate/testkit";
import { expect, test } from "vitest";
import { chat, fine, openEdge } from "./edge.ts";

const providers = providersOf([
  { name: "openai", dialect: "openai", byok: true },
  { name: "closed", dialect: "openai" },
]);

async function ask(
  headers: Record<string, string>,
  body: object = chat,
): Promise<{ status: number; code: unknown; call?: Call }> {
  const calls: Call[] = [];
  const edge = await openEdge({ providers, send: (_x, call) => (calls.push(call), fine()) });
  const response = await edge.post("/v1/chat/completions", body, headers);
  const { type } = (await response.json()) as { type?: string };
  return { status: response.status, code: type, ...(calls[0] ? { call: calls[0] } : {}) };
}

test.each([
  [{ authorization: "Bearer own-key" }],
  [{ authorization: "bearer   own-key " }],
  [{ "x-api-key": "own-key" }],
  [{ "x-goog-api-key": "own-key" }],
  [{ "api-key": "own-key" }],
  [{ authorization: "Basic eDp5", "x-api-key": "own-key" }],
])("is taken from %j", async (headers) => {
  const { call } = await ask({ ...headers, "x-bf-direct-key": "true" });
  expect(call?.credential).toMatchObject({ owner: "caller", origins: ["https://openai.test"] });
  expect(call?.credential?.reveal("https://openai.test")).toBe("own-key");
});

test.each([[{}], [{ "x-bf-direct-key": "false" }], [{ "x-bf-direct-key": "1" }]])(
  "is never guessed from a stray Bearer with %j",
  async (headers) => {
    const { status, call } = await ask({ authorization: "Bearer own-key", ...headers });
    expect([status, call?.credential]).toEqual([200, undefined]);
  },
);

test.each([
  ["no key", {}, chat, "direct_key_missing"],
  ["a Bearer of three words", { authorization: "Bearer a b" }, chat, "direct_key_missing"],
  ["a virtual key of this gateway", { authorization: "Bearer sk-bf-123" }, chat, "direct_key_missing"],
  ["a provider that takes none", { authorization: "Bearer x" }, { ...chat, model: "closed/m" }, "direct_key_not_allowed"],
  ["a model that nobody serves", { authorization: "Bearer x" }, { ...chat, model: "unknown" }, "direct_key_not_allowed"],
])("with %s the request is refused and nobody is asked", async (_what, headers, body, code) => {
  const answer = await ask({ ...headers, "x-bf-direct-key": "true" }, body);
  expect(answer).toEqual({ status: 400, code });
});
