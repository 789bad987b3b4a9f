/** Tokens: guessed before, corrected after, to the token, whatever became of the calls. */
import { definePlugin, reply, type PluginUse, type Send } from "@headgate/core";
import { createHost, exchangeOf, leave, type TestRequest } from "@headgate/testkit";
import { expect, test } from "vitest";
import { z } from "zod";
import { type Answer, failing, giving, good, openScene, saying, type Scene, silent, streaming, used } from "./scene.ts";

const limit = { name: "t", per: "all" as const, tokens: { max: 10_000, window: "1d" } };
const counter = { key: "rate-limit:t:tokens", window: { ms: 86_400_000, sliding: false } };
const tokens = async ({ host }: Scene): Promise<number> => (await host.store.used([counter]))[0]!;
const estimated = { estimated: true, units: { output: 5 } };
/** 32 bytes: 8 tokens. */
const request: TestRequest = { json: { model: "openai/gpt-4o", n: 1 } };

test.each<readonly [string, Answer, number]>([
  ["an answer", saying(used(7, 5)), 12],
  ["an answer of none", saying(used(0, 0)), 0],
  ["a stream", streaming(used(7, 5)), 12],
  ["a stream cut midway", streaming(used(7, 3), "cut"), 10],
  ["a stream whose tokens nobody counted before it was cut", streaming(undefined, "cut"), 0],
  ["a stream of which only the answer is known", streaming(estimated), 13],
  ["an answer that does not tell", good, 1008],
  ["a provider's error", failing(500), 0],
  ["a crash", () => Promise.reject(new Error("bug")), 0],
  ["an answer that came from no provider", () => reply({ status: 200, body: "{}" }), 0],
  ["speech, which has no tokens", saying({ estimated: false, units: { seconds: 3 } }), 0],
])("%s counts what it really took", async (_what, answer, expected) => {
  const scene = await openScene({ limits: [limit] });
  scene.answer = answer;
  await scene.one(request);
  expect(await tokens(scene)).toBe(expected);
  await scene.close();
});

test.each<readonly [string, TestRequest, number]>([
  ["and the guess", { json: { model: "m" } }, 1000],
  ["and the most it asks for", { json: { model: "m", max_tokens: 50 } }, 50],
  ["and the newer name of it", { json: { model: "m", max_completion_tokens: 50, max_tokens: 70 } }, 50],
  ["and that of Responses", { operation: "responses", json: { model: "m", max_output_tokens: 50 } }, 50],
  ["and as many answers as it asks for", { json: { model: "m", max_tokens: 50, n: 3 } }, 150],
  ["and as many guesses, up to a tenth of the limit", { json: { model: "m", n: 3 } }, 1000],
  ["alone for embeddings", { operation: "embeddings", json: { model: "m", max_tokens: 5 } }, 0],
  ["and Gemini's maximum", { dialect: "gemini", json: { generationConfig: { maxOutputTokens: 50 } } }, 50],
  ["and the guess where it asks for nonsense", { json: { max_tokens: "9", n: -1 } }, 1000],
  ["and the guess where it is not JSON", { json: undefined, body: bodyOf("{{{{") }, 1000],
])("holds its bytes %s while it waits", async (_what, request, output) => {
  const scene = await openScene({ limits: [limit] });
  let held = 0;
  scene.answer = async (call) => {
    held = await tokens(scene);
    return good(call);
  };
  const { x } = await scene.one(request);
  expect(held).toBe(Math.ceil(x.body.size / 4) + output);
  await scene.close();
});

test("what a client asks for must fit, and no wait is promised where it never will", async () => {
  const scene = await openScene({ limits: [limit] });
  const { error } = await scene.one({ json: { model: "m", max_tokens: 10_001 } });
  expect(error).toMatchObject({ code: "token_limited", retryAfterMs: undefined });
  expect(error?.message).toContain("token limit exceeded (0/10000, resets every 1d, this request may take 10001)");
  expect((await scene.one({ json: { model: "m", max_tokens: 1e308, n: 1e308 } })).status).toBe(429);
  expect((await scene.one({ json: { model: "m", max_tokens: 10_000 } })).status).toBe(200);
  await scene.close();
});

test("a small limit serves until it is used up, though answers are guessed large", async () => {
  const scene = await openScene({ limits: [{ per: "all", tokens: { max: 200, window: "1m" } }] });
  scene.answer = saying(used(10, 20));
  const statuses = await scene.statuses(8, { json: { model: "m" } });
  expect(statuses).toEqual([200, 200, 200, 200, 200, 200, 429, 429]);
  await scene.close();
});

test("a client that leaves while it waits has used nothing", async () => {
  const scene = await openScene({ limits: [limit] });
  scene.answer = silent;
  const x = exchangeOf();
  const sent = scene.send(x);
  leave(x);
  await sent;
  expect(await tokens(scene)).toBe(0);
  await scene.close();
});

/** Asks again as long as it is refused. */
const again: PluginUse = definePlugin({
  api: 1,
  name: "again",
  config: z.strictObject({}),
  setup: () => ({
    around: (send): Send => {
      const go: Send = async (x, call) => {
        const answer = await send(x, { ...call });
        if (!answer.error) return answer;
        answer.discard();
        return go(x, call);
      };
      return go;
    },
  }),
})({});

test("all calls of a request are on its account, also those that failed", async () => {
  const scene = await openScene({ limits: [limit] }, { inside: [again] });
  let n = 0;
  scene.answer = (call) => {
    const answer = (n++ < 2 ? failing(500) : good)(call);
    answer.usage = used(10, n);
    return answer;
  };
  await scene.one();
  expect(scene.calls).toHaveLength(3);
  expect(await tokens(scene)).toBe(10 + 1 + 10 + 2 + 10 + 3);
  await scene.close();
});

test("the calls of a stored job are counted when they are made", async () => {
  const later = definePlugin({
    api: 1,
    name: "later",
    config: z.strictObject({}),
    setup(host) {
      return {
        pre(x, call) {
          host.clock.after(1000, () => void Promise.resolve(host.dispatch(host.freeze(x, call))).then((it) => it.discard()));
          return reply({ status: 202, body: "{}" });
        },
      };
    },
  })({});
  const scene = await openScene({ limits: [limit, { per: "all", requests: { max: 5, window: "1d" } }] }, { inside: [later] });
  scene.answer = saying(used(7, 5));
  expect((await scene.one()).status).toBe(202);
  expect(await tokens(scene)).toBe(0);
  await scene.host.clock.advance(1000);
  expect([scene.calls.length, await tokens(scene)]).toEqual([1, 12]);
  expect(await scene.statuses(5)).toEqual([202, 202, 202, 202, 429]);
  await scene.close();
});

test("a limit on the tokens of one provider counts each call to it", async () => {
  const host = createHost();
  const window = { ms: 60_000 };
  const call = (): readonly object[] => [{ owner: "provider openai", key: "p", tokens: { max: 2000, window, every: "1m" } }];
  const scene = await openScene({}, { host, outside: [giving({ call: call as never })], inside: [again] });
  let n = 0;
  scene.answer = (it) => (n++ < 2 ? failing(500) : saying(used(100, 20)))(it);
  await scene.one();
  expect(await host.store.used([{ key: "p:tokens", window }])).toEqual([120]);
  await scene.close();
});

function bodyOf(text: string): NonNullable<TestRequest["body"]> {
  const bytes = new TextEncoder().encode(text);
  return { size: bytes.length, bytes, open: () => expect.unreachable() };
}
