/** The tables on both databases: what is written is read, listed and summed, once, to the nano-dollar. */
import type { Db } from "@headgate/core";
import type { Kysely } from "@headgate/db";
import { createHost } from "@headgate/testkit";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import type { Entry } from "../src/entry.ts";
import { listCalls, listRequests } from "../src/list.ts";
import type { Question } from "../src/question.ts";
import { summarize } from "../src/summary.ts";
import { openUsageTables, type Tables, writeToTables } from "../src/tables.ts";
import { named, type Place, postgres, sqlite } from "../../../scripts/servers/databases.ts";
import { callOf, dayMs, requestOf, start } from "./entries.ts";

const all: Question = { limit: 1000, offset: 0, order: "asc" };
/** What a number holds exactly. */
const most = Number.MAX_SAFE_INTEGER;

describe.each(named(sqlite, postgres))("on %s", (_name, place) => {
  describe.skipIf(place.missing !== undefined)("the ledger's tables", () => {
    beforeAll(async () => (await place.open(createHost())).close(), 60_000);
    afterAll(() => place.close(), 60_000);

    test("give back what was written, nulls and zeros apart", async () => {
      const { tables, write } = await opened(place);
      const units = { input: 7, output: 0, cache_read: 3, seconds: 1.5 };
      await write([
        callOf("c1", { request: "r1", usage: { estimated: true, units }, cost: 0, firstEvent: 12.4 }),
        requestOf("r1", { callerId: "k1", requested: "fast", attempt: 1 }),
      ]);
      expect((await listCalls(tables, all)).rows).toEqual([
        expect.objectContaining({
          id: "c1",
          request_id: "r1",
          attempt: 1,
          time: "2026-01-01T00:00:00.000Z",
          stream: false,
          estimated: true,
          units,
          cost_nano: 0,
          price_version: null,
          first_event_ms: 12,
        }),
      ]);
      expect((await listRequests(tables, all)).rows).toEqual([
        expect.objectContaining({
          id: "r1",
          caller_id: "k1",
          requested_model: "fast",
          attempts: 1,
          units: null,
          estimated: null,
          cost_nano: null,
        }),
      ]);
    });

    test("leave alone what is there already", async () => {
      const { tables, write } = await opened(place);
      const first = [callOf("c1", { request: "r1", cost: 5 }), requestOf("r1", { status: 200 })];
      await write(first);
      await write([...first, callOf("c2", { request: "r1" }), requestOf("r1", { status: 500 })]);
      const [calls, requests] = [await listCalls(tables, all), await listRequests(tables, all)];
      expect([calls.total, requests.total]).toEqual([2, 1]);
      expect(requests.rows).toEqual([expect.objectContaining({ status: 200 })]);
      expect(await summarize(tables, all)).toEqual([expect.objectContaining({ requests: 1, calls: 2, cost: 5e-9 })]);
    });

    test("are listed in pages by time and id, and narrowed", async () => {
      const { tables, write } = await opened(place);
      const ids = ["B", "_", "a", "b"];
      await write(
        ids.flatMap((id) => [requestOf(`${id}1`, { time: start }), requestOf(`${id}2`, { time: start + 1, status: 429 })]),
      );
      const listed = ids.map((id) => `${id}1`).concat(ids.map((id) => `${id}2`));
      const idsOf = async (more: Partial<Question>): Promise<unknown[]> =>
        (await listRequests(tables, { ...all, ...more })).rows.map((row) => (row as { id: string }).id);
      expect(await idsOf({})).toEqual(listed);
      expect(await idsOf({ order: "desc" })).toEqual(listed.toReversed());
      expect([...(await idsOf({ limit: 5 })), ...(await idsOf({ limit: 5, offset: 5 }))]).toEqual(listed);
      expect(await idsOf({ status: 429, from: start + 1, to: start + 2, provider: "openai" })).toHaveLength(4);
      expect((await listRequests(tables, { ...all, limit: 1, status: 429 })).total).toBe(4);
    });

    test("sum to zeros where there is nothing", async () => {
      const { tables } = await opened(place);
      const tokens = { input: 0, output: 0, cache_read: 0, cache_write: 0, reasoning: 0 };
      expect(await summarize(tables, all)).toEqual([{ requests: 0, calls: 0, tokens, cost: 0 }]);
      expect(await summarize(tables, { ...all, group_by: "caller" })).toEqual([]);
    });

    test("sum by caller, provider, model and day", async () => {
      const { tables, write } = await opened(place);
      for (const [i, callerId] of ["k1", "k2", undefined].entries()) {
        const common = { callerId, model: `m${i}`, provider: i === 0 ? "openai" : "spare", time: start + i * dayMs - 1 };
        await write([
          callOf(`c${i}`, { ...common, cost: 10 ** i, usage: { estimated: false, units: { input: i } } }),
          requestOf(`r${i}`, common),
        ]);
      }
      const by = async (group_by: NonNullable<Question["group_by"]>): Promise<unknown[]> =>
        (await summarize(tables, { ...all, group_by })).map((row) => [row[group_by], row.requests, row.tokens.input, row.cost]);
      expect(await by("caller")).toEqual([
        [null, 1, 2, 100e-9],
        ["k2", 1, 1, 10e-9],
        ["k1", 1, 0, 1e-9],
      ]);
      expect(await by("provider")).toEqual([
        ["spare", 2, 3, 110e-9],
        ["openai", 1, 0, 1e-9],
      ]);
      expect((await by("model")).length).toBe(3);
      expect(await by("day")).toEqual([
        ["2026-01-02", 1, 2, 100e-9],
        ["2026-01-01", 1, 1, 10e-9],
        ["2025-12-31", 1, 0, 1e-9],
      ]);
    });

    test.each([
      [[2 ** 31, 2 ** 31]],
      [[2 ** 32 + 1, 1]],
      [[most - 1, 1]],
      [[most]],
      [[2 ** 52, 2 ** 52 - 1]],
      [Array.from({ length: 300 }, () => Math.floor(most / 300))],
    ])("count money and tokens of %j exactly", async (costs) => {
      const { tables, write } = await opened(place);
      const units = (tokens: number): Entry["usage"] => ({ estimated: false, units: { input: tokens, output: 1 } });
      await write(costs.map((cost, i) => callOf(`c${String(i).padStart(3, "0")}`, { cost, usage: units(cost) })));
      const rows = (await listCalls(tables, all)).rows as { cost_nano: number; units: { input: number } }[];
      expect(rows.map(({ cost_nano }) => cost_nano)).toEqual(costs);
      expect(rows.map(({ units: { input } }) => input)).toEqual(costs);
      const sum = costs.reduce((one, other) => one + other, 0);
      expect(Number.isSafeInteger(sum)).toBe(true);
      const tokens = { input: sum, output: costs.length, cache_read: 0, cache_write: 0, reasoning: 0 };
      expect(await summarize(tables, all)).toEqual([{ requests: 0, calls: costs.length, tokens, cost: sum / 1e9 }]);
    });

    test("sum beyond what a number holds without failing", async () => {
      const { tables, write } = await opened(place);
      await write([0, 1, 2].map((i) => callOf(`c${i}`, { cost: most })));
      expect(await summarize(tables, all)).toEqual([expect.objectContaining({ cost: (3 * most) / 1e9 })]);
    });
  });
});

async function opened(
  place: Place,
): Promise<{ readonly db: Db; readonly tables: Kysely<Tables>; readonly write: ReturnType<typeof writeToTables> }> {
  const db = await place.open(createHost());
  onTestFinished(() => db.close());
  const tables = await openUsageTables(db);
  return { db, tables, write: writeToTables(tables) };
}
