/** Who a limit concerns, what is counted together, and what refused callers are told. */
import rateLimit, { type OwnLimit } from "@headgate/plugin-rate-limit";
import { conform, createHost, openPipeline, type TestRequest } from "@headgate/testkit";
import { describe, expect, test } from "vitest";
import { from, good, openScene, saying, times, used } from "./scene.ts";

const many = { max: 100_000, window: "1m" };
const everything = {
  limits: [
    { per: ["key", "caller-address", "header:x-bf-vk", "header:constructor"], requests: many, tokens: many, concurrency: 1000 },
    { per: ["provider", "model"], requests: many, tokens: many, concurrency: 1000, sliding: true },
    { per: "all", requests: many, when: { models: ["gpt-4o-mini"], operations: ["chat"] } },
  ],
};

describe.each([
  ["without any limit", {}],
  ["with every kind of limit", everything],
])("%s", (_what, options) => {
  test.each(conform(rateLimit, options))("$name", async ({ run }) => {
    await expect(run()).resolves.toBeUndefined();
  });
});

const two = { max: 2, window: "1m" };
const model = (name: string): TestRequest => ({ json: { model: name, messages: [] } });

test.each<readonly [string, OwnLimit, readonly TestRequest[], TestRequest]>([
  ["per key", { per: "key", requests: two }, [from("ann")], from("bob")],
  ["per key, of all who have none", { per: "key", requests: two }, [{}], from("bob")],
  ["per address", { per: "caller-address", requests: two }, [{ peer: "10.0.0.1" }], { peer: "10.0.0.2" }],
  ["per provider", { per: "provider", requests: two }, [model("openai/a"), model("openai/b")], model("azure/a")],
  ["per model", { per: "model", requests: two }, [model("openai/a"), model("azure/a")], model("openai/b")],
  ["per target", { per: ["provider", "model"], requests: two }, [model("openai/a")], model("azure/a")],
  ["per header", { per: "header:X-Tenant", requests: two }, [{ headers: { "x-tenant": "1" } }], { headers: { "x-tenant": "2" } }],
  ["per header, of all who leave it out", { per: "header:x-tenant", requests: two }, [{}], { headers: { "x-tenant": "2" } }],
  [
    "per key and address",
    { per: ["key", "caller-address"], requests: two },
    [from("ann", { peer: "1" })],
    from("ann", { peer: "2" }),
  ],
  ["for some models", { per: "all", requests: two, when: { models: ["a"] } }, [model("openai/a")], model("openai/b")],
  ["for one target", { per: "all", requests: two, when: { models: ["openai/a"] } }, [model("openai/a")], model("azure/a")],
  [
    "for some operations",
    { per: "all", requests: two, when: { operations: ["chat"] } },
    [{ operation: "chat" }],
    { operation: "embeddings" },
  ],
])("a limit %s counts those together and no other", async (_what, limit, together, other) => {
  const scene = await openScene({ limits: [limit] });
  const statuses: number[] = [];
  for (let n = 0; n < 4; n++) statuses.push(...(await scene.statuses(1, together[n % together.length])));
  expect(statuses).toEqual([200, 200, 429, 429]);
  expect(await scene.statuses(3, other)).toEqual(
    // Whom it does not concern is not counted at all; everybody else has a count of their own.
    limit.when ? times(3, 200) : [200, 200, 429],
  );
  await scene.close();
});

test("all requests share a limit per all", async () => {
  const scene = await openScene({ limits: [{ per: "all", requests: two }] });
  const statuses = await Promise.all([from("ann"), from("bob"), {}].map((request) => scene.statuses(1, request)));
  expect(statuses.flat()).toEqual([200, 200, 429]);
  await scene.close();
});

test("requests that are not inference are not counted", async () => {
  const scene = await openScene({ limits: [{ per: "all", requests: two }] });
  expect(await scene.statuses(5, { inference: false })).toEqual(times(5, 200));
  expect(await scene.statuses(3)).toEqual([200, 200, 429]);
  await scene.close();
});

const hostile = [
  "",
  "a",
  "b",
  "a:b",
  "b:a",
  "a:1:b",
  "1:a:1:b",
  "__proto__",
  "constructor",
  "\u00ff\u0000",
  "%ZZ",
  "a b",
  " ",
  "x".repeat(129),
  "x".repeat(100_000),
];

test("no two values of a header are counted together, whatever they are", async () => {
  const scene = await openScene({ limits: [{ per: ["header:x-a", "header:x-b"], requests: { max: 1, window: "1m" } }] });
  for (const a of hostile)
    for (const b of hostile) expect(await scene.statuses(2, { headers: { "x-a": a, "x-b": b } })).toEqual([200, 429]);
  await scene.close();
});

test.each<readonly [string, OwnLimit, string, string]>([
  [
    "requests",
    { name: "VK", per: "key", requests: two },
    "request_limited",
    "rate limit violated for VK: request limit exceeded (2/2, resets every 1m)",
  ],
  [
    "tokens",
    { per: "key", tokens: { max: 2, window: "1h30m" } },
    "token_limited",
    "rate limit violated for key: token limit exceeded (4/2, resets every 1h30m)",
  ],
  [
    "both",
    { name: "VK", per: "key", requests: two, tokens: { max: 4, window: "1d" } },
    "rate_limited",
    "rate limit violated for VK: request limit exceeded (2/2, resets every 1m), token limit exceeded (4/4, resets every 1d)",
  ],
])("says who has used up which %s", async (_what, limit, code, message) => {
  const scene = await openScene({ limits: [limit], estimateTokens: { bytesPerToken: 1000 } });
  scene.answer = saying(used(limit.requests ? 1 : 3, 1));
  const answers = [await scene.one(), await scene.one(), await scene.one()];
  const refused = answers.find(({ status }) => status === 429);
  expect(refused?.error).toMatchObject({ code, status: 429, by: "rate-limit", scope: "request" });
  expect(refused?.error?.message).toBe(`Rate limit check failed: ${message}`);
  await scene.close();
});

test.each<readonly [string, object, RegExp]>([
  ["a limit that limits nothing", { limits: [{ per: "key" }] }, /rate-limit\.limits\.0: limits nothing/],
  ["an unknown dimension", { limits: [{ per: "team", concurrency: 1 }] }, /rate-limit\.limits\.0\.per: expected "all"/],
  ["all in a list", { limits: [{ per: ["all", "key"], concurrency: 1 }] }, /rate-limit\.limits\.0\.per: expected "all"/],
  ["no window", { limits: [{ per: "key", requests: { max: 1, window: "soon" } }] }, /requests\.window: expected a duration/],
  ["a window above a year", { limits: [{ per: "key", tokens: { max: 1, window: "367d" } }] }, /tokens\.window: .*up to 366 days/],
  [
    "a month, which is not a fixed time",
    { limits: [{ per: "key", tokens: { max: 1, window: "1M" } }] },
    /tokens\.window: expected/,
  ],
  ["a window of nothing", { limits: [{ per: "key", tokens: { max: 1, window: "0s" } }] }, /tokens\.window: expected a duration/],
  [
    "the same limit twice",
    { limits: times(2, 1).map((concurrency) => ({ per: "key", concurrency })) },
    /rate-limit\.limits: two limits have the same name/,
  ],
  ["an unknown option", { limit: [] }, /"limit"/],
])("does not start with %s", async (_what, options, message) => {
  await expect(openPipeline([rateLimit(options)], { host: createHost(), send: (_x, call) => good(call) })).rejects.toThrow(
    message,
  );
});
