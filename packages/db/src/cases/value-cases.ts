/** Cases of what is stored: the same value comes back from both databases, in the same order. */
import assert from "node:assert/strict";
import { RefusalError } from "@headgate/core";
import { type Insertable, sql } from "kysely";
import { openThings, type Thing, thing } from "./case-tables.ts";
import type { DbSteps } from "./index.ts";
import { fromFlag, fromJson, toFlag, toJson } from "../columns.ts";

const TEXTS = ["", " ", "0", "null", "é 🚪", "a\nb\tc\r", "' or ''='", '{"a":[1]}', "\u202eright", "x".repeat(100_000)];

export const valueCases: Readonly<Record<string, DbSteps>> = {
  "gives back every value as it was": async (make) => {
    const things = await openThings(await make());
    const rows: readonly Partial<Insertable<Thing>>[] = [
      ...TEXTS.map((name) => ({ name })),
      ...[0, 1, -1, 2 ** 31, 2 ** 53 - 1, 1 - 2 ** 53, 1_790_000_000_123].map((amount) => ({ amount })),
      ...[true, false].map((active) => ({ active })),
      ...[{ a: [1, null, "é\0"], b: { c: true } }, [], "text", 0, null].map((note) => ({ note: toJson<unknown>(note) })),
      ...[0.1, 1.5, -1e-9].map((share) => ({ share })),
      ...[[], [0, 255, 39, 0]].map((bytes) => ({ payload: new Uint8Array(bytes) })),
    ];
    for (const [i, row] of rows.entries()) {
      const wrote = thing(`t${i}`, row);
      await things.insertInto("things").values(wrote).execute();
      const read = await things.selectFrom("things").selectAll().where("id", "=", wrote.id).executeTakeFirstOrThrow();
      const payload = read.payload && new Uint8Array(read.payload);
      assert.deepEqual({ ...read, active: fromFlag(read.active), payload }, wrote);
      if (wrote.note) assert.deepEqual(fromJson(read.note), JSON.parse(wrote.note));
    }
  },
  "finds by a boolean and tells null from nothing": async (make) => {
    const things = await openThings(await make());
    await things
      .insertInto("things")
      .values([thing("on", { active: true, name: "" }), thing("off")])
      .execute();
    const on = await things.selectFrom("things").select("id").where("active", "=", toFlag(true)).execute();
    const unnamed = await things.selectFrom("things").select("id").where("name", "is", null).execute();
    assert.deepEqual([on, unnamed], [[{ id: "on" }], [{ id: "off" }]]);
  },
  "counts and sums in numbers": async (make) => {
    const things = await openThings(await make());
    const amounts = [2 ** 52, 2 ** 51, 7];
    await things
      .insertInto("things")
      .values(amounts.map((amount, i) => thing(`t${i}`, { amount })))
      .execute();
    const { count, sum, max, mean } = await things
      .selectFrom("things")
      .select(({ fn }) => [
        fn.countAll<number>().as("count"),
        fn.sum<number>("amount").as("sum"),
        fn.max("amount").as("max"),
        sql<number>`avg(share)`.as("mean"),
      ])
      .executeTakeFirstOrThrow();
    assert.deepEqual([count, sum, max, mean], [3, 2 ** 52 + 2 ** 51 + 7, 2 ** 52, null]);
  },
  "orders text byte by byte, and pages by what came last": async (make) => {
    const things = await openThings(await make());
    const names = ["a", "B", "_", "Z", "é", "z", "aa", "A", "🚪", "1", "10", "9"];
    await things
      .insertInto("things")
      .values(names.map((name, i) => thing(`t${i}`, { name })))
      .execute();
    const pages: string[][] = [];
    for (let last = ""; ; last = pages.at(-1)!.at(-1)!) {
      const page = await things.selectFrom("things").select("name").where("name", ">", last).orderBy("name").limit(5).execute();
      if (page.length === 0) break;
      pages.push(page.map(({ name }) => name!));
    }
    const sorted = names.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    assert.deepEqual(pages, [sorted.slice(0, 5), sorted.slice(5, 10), sorted.slice(10)]);
  },
  "matches with like by case": async (make) => {
    const things = await openThings(await make());
    await things
      .insertInto("things")
      .values([thing("a", { name: "Team" }), thing("b", { name: "team" })])
      .execute();
    assert.deepEqual(await things.selectFrom("things").select("id").where("name", "like", "te%").execute(), [{ id: "b" }]);
  },
  "refuses text with a NUL or half a character as a client's mistake": async (make) => {
    const things = await openThings(await make());
    await things.insertInto("things").values(thing("admin")).execute();
    for (const text of ["admin\0x", "admin\ud83d", "\ude00admin", "\ude00\ud83d"]) {
      const select = things.selectFrom("things").select("id").where("id", "=", text);
      const insert = things.insertInto("things").values(thing("other", { name: text }));
      for (const query of [select, insert]) {
        await assert.rejects(query.execute(), (error: RefusalError) => {
          assert.ok(error instanceof RefusalError);
          assert.deepEqual([error.refusal.code, error.refusal.status], ["invalid_text", 400]);
          return true;
        });
      }
    }
    assert.deepEqual(await things.selectFrom("things").select("id").execute(), [{ id: "admin" }]);
  },
  "refuses what the databases would write differently": async (make) => {
    const things = await openThings(await make());
    for (const value of [new Date(), [1], {}, Number.NaN, Number.POSITIVE_INFINITY, Symbol("x")]) {
      const query = things.insertInto("things").values(thing("a", { name: value as string }));
      await assert.rejects(query.execute(), TypeError);
    }
    assert.deepEqual(await things.selectFrom("things").select("id").execute(), []);
  },
};
