/** What an admin is told: pages, filters, sums, and what is wrong with a question. */
import { refuse, reply, type Send } from "@headgate/core";
import { beforeAll, describe, expect, test } from "vitest";
import { get, type Kept, openScene, priceOf, type Scene } from "./scene.ts";

const dayMs = 86_400_000;
const free = { requests: 0, calls: 0, tokens: { input: 0, output: 0, cache_read: 0, cache_write: 0, reasoning: 0 }, cost: 0 };

/** Three days from 2026-01-01: each caller asks each model once a day; `anthropic` always refuses. */
let scene: Scene;
beforeAll(async () => {
  const send: Send = (_x, call) => {
    if (call.provider === "anthropic") {
      const error = refuse({ code: "busy", status: 429, message: "busy", by: "provider", scope: "target" });
      return reply({ status: 429, call, error, body: "{}" });
    }
    return reply({ status: 200, call, usage: { estimated: false, units: { input: 100, output: 10, cache_read: 0 } } });
  };
  scene = await openScene({ send });
  for (let day = 0; day < 3; day++) {
    for (const caller of ["k1", "k2"]) {
      for (const model of ["openai/gpt-4o", "anthropic/haiku"]) {
        await scene.send({ headers: { "x-caller": caller }, json: { model }, id: `${caller}-${model}-${day}` });
      }
    }
    await scene.host.clock.advance(dayMs);
  }
  await scene.send({ headers: {}, json: { model: "openai/gpt-4o" } });
  return () => scene.close();
});

const ids = (rows: readonly Kept[]): readonly unknown[] => rows.map(({ correlation_id: id }) => id);

describe.each(["requests", "calls"] as const)("the list of %s", (list) => {
  test.each<readonly [string, number]>([
    ["", 13],
    ["caller=k1", 6],
    ["provider=anthropic", 6],
    ["model=gpt-4o", 7],
    ["status=429", 6],
    ["status=500", 0],
    ["from=2026-01-02", 9],
    ["to=2026-01-02", 4],
    ["from=2026-01-02&to=2026-01-03T00:00:00Z", 4],
    [`from=${Date.UTC(2026, 0, 3)}`, 5],
    ["from=2026-01-02T01:00:00%2B01:00&to=2026-01-03", 4],
    ["caller=k1&provider=openai&status=200&from=2026-01-02", 2],
    ["caller=%27%20or%201%3D1%20--", 0],
  ])("narrowed by `%s` has %i", async (query, expected) => {
    expect(await scene.ask(`${list}?${query}`)).toMatchObject({ count: expected, total_count: expected });
  });

  test("comes in pages that neither repeat nor leave out", async () => {
    const pages = [];
    for (let offset = 0; offset < 13; offset += 4)
      pages.push(...((await scene.ask(`${list}?limit=4&offset=${offset}`))[list] as Kept[]));
    expect(new Set(pages.map(({ id }) => id)).size).toBe(13);
    expect(await scene.ask(`${list}?limit=4&offset=12`)).toMatchObject({ count: 1, total_count: 13, limit: 4, offset: 12 });
  });

  test("is newest first, or oldest first when asked", async () => {
    const newest = ids(await scene[list](""));
    expect(newest[0]).toBe("test-exchange");
    expect(ids(await scene[list]("order=asc"))).toEqual(newest.toReversed());
  });
});

test("the calls of one request are found by its record's id", async () => {
  const [request] = await scene.requests("caller=k2&limit=1");
  expect(await scene.calls(`request=${String(request!["id"])}`)).toEqual([
    expect.objectContaining({ request_id: request!["id"] }),
  ]);
});

test("sums everything in one row", async () => {
  const { summary } = await scene.ask("summary");
  const tokens = { ...free.tokens, input: 700, output: 70 };
  expect(summary).toEqual([{ requests: 13, calls: 13, tokens, cost: (7 * priceOf(100, 10)) / 1e9 }]);
});

test("sums nothing to zeros", async () => {
  expect((await scene.ask("summary?caller=nobody"))["summary"]).toEqual([free]);
  expect((await scene.ask("summary?caller=nobody&group_by=model"))["summary"]).toEqual([]);
});

test.each([
  [
    "caller",
    [
      ["k1", 6, 300],
      ["k2", 6, 300],
      [null, 1, 100],
    ],
  ],
  [
    "provider",
    [
      ["openai", 7, 700],
      ["anthropic", 6, 0],
    ],
  ],
  [
    "model",
    [
      ["gpt-4o", 7, 700],
      ["haiku", 6, 0],
    ],
  ],
  [
    "day",
    [
      ["2026-01-04", 1, 100],
      ["2026-01-03", 4, 200],
      ["2026-01-02", 4, 200],
      ["2026-01-01", 4, 200],
    ],
  ],
] as const)("sums by %s", async (by, expected) => {
  const summary = (await scene.ask(`summary?group_by=${by}`))["summary"] as (Kept & typeof free)[];
  expect(summary.map((row) => [row[by as "id"], row.requests, row.tokens.input])).toEqual(expected);
  expect(summary.reduce((sum, { cost }) => sum + cost, 0)).toBeCloseTo((7 * priceOf(100, 10)) / 1e9, 12);
});

test("sums within bounds", async () => {
  const { summary } = await scene.ask("summary?group_by=day&caller=k1&from=2026-01-02&limit=1&offset=1");
  expect(summary).toEqual([expect.objectContaining({ day: "2026-01-02", requests: 2 })]);
});

describe("a question with something wrong in it is a 400 that names it:", () => {
  test.each([
    ["requests?limit=0", "limit", 'limit is "0"; expected a whole number from 1 to 1000'],
    ["requests?limit=1001", "limit", "expected a whole number from 1 to 1000"],
    ["requests?limit=ten", "limit", "expected a whole number"],
    ["requests?offset=-1", "offset", "expected a whole number"],
    ["requests?from=yesterday", "from", "expected an RFC 3339 time"],
    ["requests?from=2026-13-45", "from", "expected an RFC 3339 time"],
    ["requests?from=2026-01-02&to=2026-01-01", "to", "expected a time later than `from`"],
    ["calls?status=2xx", "status", "expected a whole number from 100 to 599"],
    ["calls?model=a%00b", "model", "expected a text without a NUL character"],
    ["calls?order=up", "order", "expected one of asc, desc"],
    ["calls?limit=1&limit=2", "limit", "is given more than once"],
    ["summary?group_by=team", "group_by", "expected one of caller, provider, model, day"],
  ])("%s", async (path, param, message) => {
    const ran = await get(scene, path);
    expect(ran.error).toMatchObject({ status: 400, code: "invalid_value", param });
    expect(ran.error!.message).toContain(message);
  });
});

test("what is empty or unknown counts for nothing", async () => {
  const [plain, odd] = await Promise.all(
    ["", "?caller=&to=&status=200&__proto__=1&colour=red"].map((q) => scene.ask(`summary${q}`)),
  );
  expect(odd).toEqual(plain);
});

test("no cache keeps an answer", async () => {
  expect((await get(scene, "calls")).headers).toMatchObject({ "cache-control": "no-store" });
});

test("every route is for admins", () => {
  expect(scene.pipeline.routes.map(({ method, path, access }) => `${method} ${path} ${access}`)).toEqual([
    "GET /api/usage/requests admin",
    "GET /api/usage/calls admin",
    "GET /api/usage/summary admin",
  ]);
});
