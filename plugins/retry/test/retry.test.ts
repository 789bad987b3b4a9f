/** What is asked again, and what the client gets in the end. */
import { type Hooks, RefusalError, reply } from "@headgate/core";
import retry, { type RetryOptions } from "@headgate/plugin-retry";
import { conform, createHost, exchangeOf, openPipeline, type ScriptedReply } from "@headgate/testkit";
import { describe, expect, test } from "vitest";
import { ask, failing, good, refusing, silence } from "./scene.ts";

test.each(conform(retry, {}))("$name", async ({ run }) => {
  await expect(run()).resolves.toBeUndefined();
});

describe.each<readonly [string, ScriptedReply]>([
  ...[408, 409, 429, 500, 502, 503, 504, 529].map((status) => [`a provider's ${status}`, failing(status)] as const),
  ["a rate limit of our key", failing(429, { scope: "key" })],
  ["a transport failure", failing(502, { code: "upstream_error", by: "gateway" })],
  ["a silent provider", silence],
  ["an exhausted key pool", refusing({ status: 429, by: "key-failover", retryAfterMs: 2000 })],
  ["a refusal of this target by somebody inside", refusing({ status: 503 })],
])("%s", (_what, first) => {
  test("is fixed by another try at the same target", async () => {
    const { ran, calls, endings } = await ask([first, good]);
    expect([ran.status, ran.body, ran.error]).toEqual([200, '{"id":"1"}', undefined]);
    expect(calls.map(({ provider, model }) => `${provider}/${model}`)).toEqual(["openai/gpt-4o", "openai/gpt-4o"]);
    expect(endings.map(([ended]) => ended)).toEqual(["discarded", "complete"]);
  });
});

describe.each<readonly [string, ScriptedReply, number]>([
  ["a good answer", good, 200],
  ...[400, 401, 402, 403, 404, 413, 422].map((status) => [`a provider's ${status}`, failing(status), status] as const),
  ["a rejection of our key", failing(401, { scope: "key" }), 401],
  ["an empty account", failing(429, { code: "insufficient_quota", scope: "key" }), 429],
  ["a rate limit of the caller's own key", failing(429, { scope: "request" }), 429],
  ["a refusal of the whole request", refusing({ scope: "request", status: 503 }), 503],
  ["a 403 by somebody inside", refusing({ status: 403 }), 403],
  ["a throw", new Error("socket hang up"), 500],
  ["a thrown refusal", new RefusalError({ code: "no", status: 503, message: "store", scope: "target" }), 503],
])("%s", (_what, first, status) => {
  test("goes outward at once", async () => {
    const { ran, times } = await ask([first]);
    expect([ran.status, times]).toEqual([status, [0]]);
  });
});

test.each<readonly [string, RetryOptions, ScriptedReply, boolean]>([
  ["a listed status", { statuses: [404] }, failing(404), true],
  ["a status that is no longer listed", { statuses: [404] }, failing(429), false],
  ["a 5xx that is no longer listed", { statuses: [429] }, failing(503), false],
  ["one 5xx of its own", { statuses: [503] }, failing(503), true],
  ["a 403, though all 5xx are listed,", { statuses: ["5xx"] }, failing(403), false],
])("%s decides", async (_what, options, first, again) => {
  expect((await ask(again ? [first, good] : [first], { options })).times).toHaveLength(again ? 2 : 1);
});

describe("when no try helps", () => {
  test.each([1, 2, 5])("%i further ones are made and the last error goes outward whole", async (maxRetries) => {
    const script = [...Array(maxRetries).fill(failing(500)), failing(503, { code: "last" })];
    const { ran, calls, endings } = await ask(script, { options: { maxRetries } });
    expect([ran.status, ran.error?.code, ran.body]).toEqual([503, "last", '{"error":{"code":"last"}}']);
    expect(ran.outcome.call).toBe(calls.at(-1));
    expect(endings.map(([ended]) => ended)).toEqual([...Array(maxRetries).fill("discarded"), "refused"]);
  });
  test("a failure that a further try would only repeat ends them", async () => {
    expect((await ask([failing(503), failing(400)])).ran.status).toBe(400);
  });
  test("a throw on the way is thrown on", async () => {
    expect((await ask([failing(503), new Error("socket hang up")])).ran.error?.code).toBe("internal_error");
  });
});

test("each try is a fresh call with the same credential, headers and body", async () => {
  const [credential] = createHost().providers.get("openai")!.credentials;
  const { calls } = await ask([failing(503), failing(503), good], { call: { credential, headers: { traceparent: "00-1" } } });
  expect(new Set(calls).size).toBe(3);
  for (const call of calls) expect(call).toEqual(calls[0]);
  expect(calls[2]).toMatchObject({ credential, headers: { traceparent: "00-1" } });
});

test("leaves alone what is not inference", async () => {
  expect((await ask([failing(503)], { inference: false })).ran.status).toBe(503);
});

describe("an answer", () => {
  const { around } = retry.spec.setup(createHost() as never, retry.spec.config.parse({})) as Required<Pick<Hooks, "around">>;
  // Whoever reads these slots or makes this signal pays for it on every request.
  const x = Object.defineProperty(Object.assign(exchangeOf(), { get: unread, set: unread }), "signal", { get: unread });
  const call = { provider: "openai", model: "gpt-4o", body: x.body };
  const whole = reply({ ...good, call });
  test("stays the same object, without a promise, and nothing of the request is read", () => {
    expect(around!(() => whole)(x, call)).toBe(whole);
  });
  test("that comes later stays the same object, and nothing of the request is read", async () => {
    expect(await around!(() => Promise.resolve(whole))(x, call)).toBe(whole);
  });
  test("that no further try would change stays without a promise too", () => {
    const error = reply({ ...failing(400), call });
    expect(around!(() => error)(x, call)).toBe(error);
  });
});
function unread(): never {
  throw new Error("the healthy path read the request");
}

test("logs each try with what failed and how long it waits", async () => {
  const script = [failing(429, { code: "slow_down", retryAfterMs: 2000 }), failing(503, { retryAfterMs: 1000 }), failing(500)];
  const { host } = await ask(script);
  const facts = { request: "test-exchange", target: "openai/gpt-4o" };
  expect(host.logged.map(({ level, fields, message }) => [level, fields, message])).toEqual([
    ["info", { ...facts, status: 429, code: "slow_down", wait_ms: 2000 }, "retrying openai/gpt-4o in 2000 ms (1/2)"],
    ["info", { ...facts, status: 503, code: "provider_error", wait_ms: 1000 }, "retrying openai/gpt-4o in 1000 ms (2/2)"],
  ]);
});

test.each<readonly [string, object, RegExp]>([
  ["no retries at all", { maxRetries: 0 }, /retry\.maxRetries/],
  ["more retries than are sane", { maxRetries: 11 }, /retry\.maxRetries/],
  ["a status that is not an error", { statuses: [200] }, /retry\.statuses\.0/],
  ["a status that is never retried", { statuses: [401] }, /retry\.statuses\.0/],
  ["an unknown option", { retries: 1 }, /"retries"/],
])("does not start with %s", async (_what, options, message) => {
  await expect(openPipeline([retry(options)], { send: () => reply(good) })).rejects.toThrow(message);
});
