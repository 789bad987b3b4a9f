/** What counts as a failure, and when there are enough of them. */
import circuitBreaker, { type CircuitBreakerOptions } from "@headgate/plugin-circuit-breaker";
import { conform, createHost, openPipeline } from "@headgate/testkit";
import { reply, type ReplyInit } from "@headgate/core";
import { describe, expect, test } from "vitest";
import { type Answer, down, failing, good, holding, openScene, refusing } from "./scene.ts";

test.each(conform(circuitBreaker, {}))("$name", async ({ run }) => {
  await expect(run()).resolves.toBeUndefined();
});

const open = ["closed > open"];

test.each<readonly [string, Answer]>([
  ...[500, 502, 503, 504, 529].map((status) => [`a provider's ${status}`, failing(status)] as const),
  ["a transport failure", failing(502, { code: "upstream_error", by: "gateway" })],
  ["a timeout", failing(504, { code: "timeout", by: "gateway" })],
])("%s is a failure: five of them open the circuit", async (_what, answer) => {
  const scene = await openScene();
  scene.answer = answer;
  await scene.ask(4);
  expect(scene.changes).toEqual([]);
  await scene.ask(1);
  expect(scene.changes).toEqual(open);
  await scene.close();
});

describe.each<readonly [string, Answer]>([
  ["a good answer", good],
  ...[400, 401, 403, 404, 408, 409, 422, 429].map((status) => [`a provider's ${status}`, failing(status)] as const),
  ["a damaged error about the request itself", failing(502, { scope: "request" })],
])("%s", (_what, answer) => {
  test("is not a failure, and counts in favour of the target", async () => {
    const scene = await openScene();
    await scene.ask(1);
    scene.answer = answer;
    await scene.ask(20);
    scene.answer = down;
    await scene.ask(19);
    expect(scene.changes).toEqual([]);
    await scene.ask(2);
    expect(scene.changes).toEqual(open);
    await scene.close();
  });
});

describe.each<readonly [string, Answer]>([
  ["an exhausted key pool", refusing({ status: 429, by: "key-failover" })],
  ["an exhausted key pool that names its last call", failing(502, { by: "key-failover", scope: "target" })],
  ["a refusal by a plugin inside", refusing({ status: 503 })],
  ["a model that the gateway does not know", refusing({ status: 404, by: "gateway" })],
  ["a shutdown", failing(503, { by: "gateway", scope: "request" })],
  ["a client that left before the answer", failing(499, { by: "gateway", scope: "request" })],
  [
    "a pass that somebody outside has ended",
    (call) => failing(504, { code: "timeout", by: "gateway" })({ ...call, signal: AbortSignal.abort() }),
  ],
  ["a crash inside", () => Promise.reject(new Error("bug"))],
])("%s", (_what, answer) => {
  test("counts as nothing at all", async () => {
    const scene = await openScene();
    scene.answer = answer;
    await scene.ask(20);
    scene.answer = down;
    await scene.ask(4);
    expect(scene.changes).toEqual([]);
    await scene.ask(1);
    // Five of five: what came before is in neither number.
    const [refused] = await scene.ask(1);
    expect(refused!.error?.message).toContain("failed 5 of 5 calls");
    await scene.close();
  });
});

test.each<readonly [string, CircuitBreakerOptions, string, boolean]>([
  ["five failures among five", {}, "fffff", true],
  ["four failures", {}, "ffff", false],
  ["five failures among ten", {}, "gggggfffff", true],
  ["five failures among eleven", {}, "ggggggfffff", false],
  ["six failures among twelve, after five were too few,", {}, "ggggggffffff", true],
  ["successes that come last", {}, "ffffgggggg", false],
  ["two failures, when two are enough", { failures: 2 }, "ff", true],
  ["a failure in ten, when a tenth is enough", { failures: 1, ratio: 0.1 }, "gggggggggf", true],
  ["a failure in eleven, when a tenth is enough", { failures: 1, ratio: 0.1 }, "ggggggggggf", false],
  ["all but one, when all must fail", { ratio: 1 }, "gffffffffff", false],
])("%s: opens or not", async (_what, options, passes, opens) => {
  const scene = await openScene(options);
  for (const pass of passes) {
    scene.answer = pass === "f" ? down : good;
    await scene.ask(1);
  }
  expect(scene.changes).toEqual(opens ? open : []);
  await scene.close();
});

test.each([
  ["spread over less than the window opens it", 6000, open],
  ["spread over more than the window does not", 8000, []],
])("a failure every so often, %s", async (_what, everyMs, changes) => {
  const scene = await openScene();
  scene.answer = down;
  for (let n = 0; n < 5; n++) {
    await scene.ask(1);
    await scene.host.clock.advance(everyMs);
  }
  expect(scene.changes).toEqual(changes);
  await scene.close();
});

test("successes leave the window too", async () => {
  const scene = await openScene();
  await scene.ask(100);
  await scene.host.clock.advance(33_000);
  scene.answer = down;
  await scene.ask(5);
  expect(scene.changes).toEqual(open);
  await scene.close();
});

test("failures that come in all at once open it once", async () => {
  const scene = await openScene();
  const { answer, waiting } = holding();
  scene.answer = answer;
  const sent = Array.from({ length: 50 }, () => scene.begin());
  await scene.host.clock.advance(60_000);
  for (const go of waiting) go(down);
  await Promise.all(sent);
  expect(scene.changes).toEqual(open);
  await scene.close();
});

test("each provider and model has a circuit of its own", async () => {
  const scene = await openScene();
  scene.answer = (call) => (call.model === "gpt-4o" && call.provider === "openai" ? down : good)(call);
  await scene.ask(6);
  scene.answer = good;
  const others = [...(await scene.ask(1, "openai/gpt-4o-mini")), ...(await scene.ask(1, "azure/gpt-4o"))];
  expect(others.map(({ status }) => status)).toEqual([200, 200]);
  expect((await scene.ask(1))[0]!.status).toBe(503);
  await scene.close();
});

test.each<readonly [string, object, RegExp]>([
  ["no failures at all", { failures: 0 }, /circuit-breaker\.failures/],
  ["a share above one", { ratio: 1.5 }, /circuit-breaker\.ratio/],
  ["no probes", { probes: 0 }, /circuit-breaker\.probes/],
  ["an unknown option", { timeoutMs: 1 }, /"timeoutMs"/],
])("does not start with %s", async (_what, options, message) => {
  const answered: ReplyInit = { status: 200 };
  await expect(openPipeline([circuitBreaker(options)], { host: createHost(), send: () => reply(answered) })).rejects.toThrow(
    message,
  );
});
