/** When another target is asked, and what the client gets in the end. */
import { type ByteSource, reply, RefusalError } from "@headgate/core";
import fallback, { type FallbackOptions } from "@headgate/plugin-fallback";
import { conform, exchangeOf, type ScriptedReply } from "@headgate/testkit";
import { Attempts } from "@headgate/words";
import { describe, expect, test } from "vitest";
import { ask, clientLeft, createScene, failing, good, refusing } from "./scene.ts";

const chains = { "*": ["openai/other", "anthropic/claude"] };

test.each(conform(fallback, { chains }, { host: createScene }))("$name", async ({ run }) => {
  await expect(run()).resolves.toBeUndefined();
});

const badHost = new Error("socket hang up");

describe.each<readonly [string, ScriptedReply]>([
  ...[404, 408, 409, 429, 500, 502, 503, 504, 529].map((status) => [`a provider's ${status}`, failing(status)] as const),
  ["a provider that rejects our key", failing(401, "invalid_api_key", "key")],
  ["a provider that forbids our key", failing(403, "forbidden", "key")],
  ["a refusal of this target", refusing({ scope: "target", status: 404, code: "model_not_found" })],
  ["a refusal of this target with a client's status", refusing({ scope: "target", status: 400 })],
  ["a refusal of the last key", refusing({ scope: "key", status: 401 })],
  ["a broken transport", badHost],
  ["a broken transport, later", () => Promise.reject(badHost)],
  ["a thrown refusal of this target", new RefusalError({ code: "no", status: 503, message: "no", scope: "target" })],
])("%s", (_what, first) => {
  test("is answered by the next target", async () => {
    const { ran, asked } = await ask([first, good]);
    expect([ran.status, ran.body, ran.error]).toEqual([200, '{"id":"1"}', undefined]);
    expect(asked).toEqual(["openai/gpt-4o", "anthropic/claude"]);
    expect(ran.outcome.call).toMatchObject({ provider: "anthropic", model: "claude" });
  });
});

describe.each<readonly [string, ScriptedReply, number]>([
  ["a good answer", good, 200],
  ...[400, 401, 402, 403, 413, 422].map((status) => [`a provider's ${status}`, failing(status), status] as const),
  ["a provider's content filter", failing(500, "content_filter"), 500],
  ["too long a prompt", failing(429, "context_length_exceeded"), 429],
  ["a refusal of the whole request", refusing({ scope: "request", status: 503 }), 503],
  ["a thrown refusal of the whole request", new RefusalError({ code: "no", status: 503, message: "store" }), 503],
])("%s", (_what, first, status) => {
  test("goes to the client as it is", async () => {
    const { ran, asked } = await ask([first]);
    expect(ran.status).toBe(status);
    expect(asked).toEqual(["openai/gpt-4o"]);
  });
});

test.each<readonly [string, FallbackOptions, ScriptedReply, boolean]>([
  ["a listed status", { statuses: [400] }, failing(400), true],
  ["a status that is no longer listed", { statuses: [400] }, failing(429), false],
  ["a 5xx that is no longer listed", { statuses: [400] }, failing(503), false],
  ["our key, once 5xx is no longer listed,", { statuses: [429] }, failing(401, "invalid_api_key", "key"), false],
  ["one 5xx of its own", { statuses: [503] }, failing(503), true],
  ["a listed code whatever its status", { codes: ["provider_error"] }, failing(400), true],
  ["a code that is in both lists", { codes: ["content_filter"] }, failing(400, "content_filter"), true],
  ["a code that must not", { notCodes: ["insufficient_quota"] }, failing(429, "insufficient_quota"), false],
  ["a content filter that is no longer excluded", { notCodes: [] }, failing(500, "content_filter"), true],
])("%s decides", async (_what, options, first, fallsBack) => {
  const { asked } = await ask(fallsBack ? [first, good] : [first], { options });
  expect(asked).toHaveLength(fallsBack ? 2 : 1);
});

describe("when all targets fail", () => {
  test("the client gets the first error, whole and with its own call", async () => {
    const { ran, calls, asked, endings } = await ask([failing(429, "slow_down"), failing(500), failing(503)]);
    expect([ran.status, ran.error?.code, ran.body]).toEqual([429, "slow_down", '{"error":{"code":"slow_down"}}']);
    expect(ran.outcome.call).toBe(calls[0]);
    expect(asked).toEqual(["openai/gpt-4o", "anthropic/claude", "groq/llama"]);
    expect(endings).toEqual(["refused", "discarded", "discarded"]);
  });
  test("the first throw is thrown again", async () => {
    const { ran, host } = await ask([badHost, failing(500), new Error("other")]);
    expect(ran.error?.code).toBe("internal_error");
    expect(host.logged).toContainEqual(
      expect.objectContaining({ level: "error", fields: expect.objectContaining({ err: badHost }) }),
    );
  });
  test("a later throw does not hide the first error", async () => {
    expect((await ask([failing(429), badHost, badHost])).ran.error?.status).toBe(429);
  });
});

test("drops every failed reply once another target has answered", async () => {
  const cancelled: string[] = [];
  const held = (name: string): ByteSource => ({ start() {}, pause() {}, resume() {}, cancel: () => void cancelled.push(name) });
  const script = [{ ...failing(503), body: held("first") }, { ...failing(503), body: held("second") }, good];
  expect((await ask(script)).endings).toEqual(["discarded", "discarded", "complete"]);
  expect(cancelled.sort()).toEqual(["first", "second"]);
});

test("a further target that fails for good ends the search", async () => {
  const { ran, endings } = await ask([failing(503), failing(400)]);
  expect(ran.status).toBe(503);
  expect(endings).toEqual(["refused", "discarded"]);
});

test("a refusal of the whole request on the way is the answer", async () => {
  const { ran, endings } = await ask([failing(503), refusing({ code: "budget_exceeded", status: 402 })]);
  expect([ran.status, ran.error?.code]).toEqual([402, "budget_exceeded"]);
  expect(endings).toEqual(["discarded", "refused"]);
});

test("the key that keeps what the request speaks of is kept with it", async () => {
  const [credential] = createScene().providers.get("openai")!.credentials;
  const json = { previous_response_id: "resp_1", fallbacks: ["groq/llama", "openai/gpt-4o-mini"] };
  const { asked, calls } = await ask([failing(503), good], { call: { credential }, json });
  expect(asked).toEqual(["openai/gpt-4o", "openai/gpt-4o-mini"]);
  expect(calls.map((call) => call.credential)).toEqual([credential, credential]);
});

test("each attempt is a fresh call without the credential that the first one carried", async () => {
  const [credential] = createScene().providers.get("openai")!.credentials;
  const { calls } = await ask([failing(503), failing(503), good], { call: { credential, headers: { traceparent: "00-1" } } });
  expect(new Set(calls).size).toBe(3);
  expect(calls.map((call) => call.credential)).toEqual([credential, undefined, undefined]);
  expect(new Set(calls.map((call) => call.headers?.["traceparent"]))).toEqual(new Set(["00-1"]));
  expect(new Set(calls.map((call) => call.body)).size).toBe(1);
});

test("asks nobody else once the client has left", async () => {
  const { ran } = await ask([(x, call) => (x["~abort"](clientLeft), reply({ call, ...failing(503) }))]);
  expect(ran.status).toBe(503);
  const later = await ask([failing(503), (x, call) => (x["~abort"](clientLeft), reply({ call, ...failing(503) }))]);
  expect(later.asked).toHaveLength(2);
});

test("asks nobody else once the pass has been cut short from outside", async () => {
  const { asked } = await ask([failing(503)], { call: { signal: AbortSignal.abort() } });
  expect(asked).toEqual(["openai/gpt-4o"]);
});

describe("the budget that all re-runs share", () => {
  const until = createScene().clock.now() + 1000;
  test("allows as many attempts as are left", async () => {
    const { ran } = await ask([failing(503), failing(503)], { prepare: (x) => x.set(Attempts, { left: 1, until }) });
    expect([ran.status, ran.x.get(Attempts)?.left]).toEqual([503, 0]);
  });
  test.each([
    ["count", { left: 0, until }],
    ["time", { left: 5, until: until - 1000 }],
  ])("allows none when it is spent by %s", async (_what, budget) => {
    const { asked } = await ask([failing(503)], { prepare: (x) => x.set(Attempts, budget) });
    expect(asked).toEqual(["openai/gpt-4o"]);
  });
});

test("leaves alone what is not inference", async () => {
  expect((await ask([failing(503)], { inference: false })).ran.status).toBe(503);
});

describe("an answer", () => {
  const { around } = fallback.spec.setup(createScene() as never, fallback.spec.config.parse({})) as { around: Around };
  // Whoever reads this body or these slots pays for it on every request.
  const given = new Set<unknown>();
  const x = Object.assign(exchangeOf(), { field: unread, get: unread, set: (_key: unknown, value: unknown) => given.add(value) });
  const call = { provider: "openai", model: "gpt-4o", body: x.body };
  const whole = reply({ ...good, call });
  test("stays the same object, without a promise, and nothing of the request is read", () => {
    expect(around(() => whole)(x, call)).toBe(whole);
  });
  test("that comes later stays the same object, and nothing of the request is read", async () => {
    expect(await around(() => Promise.resolve(whole))(x, call)).toBe(whole);
  });
  test("that no other target would change stays without a promise too", () => {
    const error = reply({ ...failing(400), call });
    expect(around(() => error)(x, call)).toBe(error);
  });
  test("finds the same function in the slot of every request", () => {
    void around(() => whole)(x, call);
    void around(() => whole)(x, call);
    expect([...given]).toEqual([expect.any(Function)]);
  });
});
type Around = NonNullable<import("@headgate/core").Hooks["around"]>;

function unread(): never {
  throw new Error("the healthy path read the request");
}

test("logs each fallback with what failed and what comes next", async () => {
  const { host } = await ask([failing(429, "slow_down"), badHost, failing(503)]);
  const request = "test-exchange";
  expect(host.logged.map(({ level, fields, message }) => [level, fields, message])).toEqual([
    [
      "info",
      { request, from: "openai/gpt-4o", to: "anthropic/claude", status: 429, code: "slow_down" },
      "openai/gpt-4o failed; trying fallback 1/2: anthropic/claude",
    ],
    [
      "info",
      { request, from: "anthropic/claude", to: "groq/llama", err: badHost },
      "anthropic/claude failed; trying fallback 2/2: groq/llama",
    ],
    [
      "info",
      { request, from: "groq/llama", status: 503, code: "provider_error" },
      "2 fallbacks failed; answering with the first error",
    ],
  ]);
});
