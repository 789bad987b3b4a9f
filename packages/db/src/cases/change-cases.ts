/** Cases of changing: all of a transaction or nothing, collisions that are recognised, and revisions that others see. */
import assert from "node:assert/strict";
import { type Clock, RefusalError } from "@headgate/core";
import { type Kysely, sql } from "kysely";
import { openThings, type Schema, thing } from "./case-tables.ts";
import type { DbSteps } from "./index.ts";
import { isUniqueViolation } from "../faults.ts";
import { bump, watchRevision } from "../revisions.ts";

export const changeCases: Readonly<Record<string, DbSteps>> = {
  "keeps nothing of a transaction that throws": async (make) => {
    const things = await openThings(await make());
    const mistake = new Error("changed my mind");
    const thrown = await things
      .transaction()
      .execute(async (trx) => {
        await trx.insertInto("things").values(thing("a")).execute();
        throw mistake;
      })
      .catch((error: unknown) => error);
    assert.equal(thrown, mistake);
    assert.deepEqual(await idsOf(things), []);
  },
  "keeps all of a transaction, and shows it to others only then": async (make) => {
    const things = await openThings(await make());
    const others = await openThings(await make());
    await things.transaction().execute(async (trx) => {
      await trx
        .insertInto("things")
        .values([thing("a"), thing("b")])
        .execute();
      assert.deepEqual(await idsOf(others), []);
    });
    assert.deepEqual(await idsOf(others), ["a", "b"]);
  },
  "recognises a collision of a key or of a unique index, and nothing else": async (make) => {
    const things = await openThings(await make());
    await things
      .insertInto("things")
      .values(thing("a", { name: "taken" }))
      .execute();
    const add = (row: ReturnType<typeof thing>): Promise<unknown> =>
      things
        .insertInto("things")
        .values(row)
        .execute()
        .catch((error: unknown) => error);
    const errors = [await add(thing("a")), await add(thing("b", { name: "taken" })), await add(thing("c", { active: null! }))];
    assert.deepEqual(errors.map(isUniqueViolation), [true, true, false]);
    assert.deepEqual(await idsOf(things), ["a"]);
  },
  "writes over what is there, and says what it became": async (make) => {
    const things = await openThings(await make());
    const put = (amount: number): Promise<unknown> =>
      things
        .insertInto("things")
        .values(thing("a", { amount }))
        .onConflict((on) =>
          on.column("id").doUpdateSet((eb) => ({ amount: eb("things.amount", "+", eb.ref("excluded.amount")) })),
        )
        .returning(["id", "amount"])
        .executeTakeFirstOrThrow();
    assert.deepEqual(
      [await put(2), await put(40)],
      [
        { id: "a", amount: 2 },
        { id: "a", amount: 42 },
      ],
    );
  },
  "says how many rows a change met": async (make) => {
    const things = await openThings(await make());
    await things
      .insertInto("things")
      .values([thing("a"), thing("b")])
      .execute();
    const { numUpdatedRows } = await things.updateTable("things").set({ amount: 1 }).executeTakeFirst();
    const { numDeletedRows } = await things.deleteFrom("things").where("id", "=", "a").executeTakeFirst();
    assert.deepEqual([numUpdatedRows, numDeletedRows], [2n, 1n]);
  },
  "adds up what two connections add at the same time": async (make) => {
    const [one, two] = [await openThings(await make()), await openThings(await make())];
    await one
      .insertInto("things")
      .values(thing("sum", { amount: 0 }))
      .execute();
    const add = (things: Kysely<Schema>): Promise<unknown> =>
      things.transaction().execute(async (trx) => {
        await trx.selectFrom("things").select("amount").execute();
        await trx
          .updateTable("things")
          .set({ amount: sql`amount + 1` })
          .where("id", "=", "sum")
          .execute();
      });
    await Promise.all(Array.from({ length: 40 }, (_, i) => add(i % 2 ? one : two)));
    const { amount } = await one.selectFrom("things").select("amount").executeTakeFirstOrThrow();
    assert.equal(amount, 40);
  },
  "shows a bumped revision to a second connection, and only when it was committed": async (make) => {
    const [one, two] = [await make(), await make()];
    const things = await openThings(one);
    const clock = steppedClock();
    const seen: number[] = [];
    const stop = watchRevision(two, "keys", 500, clock, (revision) => void seen.push(revision));
    await clock.step();
    await things.transaction().execute((trx) => bump(trx, "keys"));
    await assert.rejects(
      things.transaction().execute(async (trx) => {
        await bump(trx, "keys");
        throw new Error("not this one");
      }),
    );
    await bump(things, "others");
    await clock.step();
    await clock.step();
    await bump(things, "keys");
    await clock.step();
    stop();
    assert.deepEqual([seen, clock.waits, clock.pending()], [[1, 2], [500, 500, 500, 500, 500], 0]);
  },
  "answers 503 when it was closed": async (make) => {
    const database = await make();
    const things = await openThings(database);
    await database.close();
    await database.close();
    await assert.rejects(idsOf(things), (error: RefusalError) => {
      assert.ok(error instanceof RefusalError);
      assert.deepEqual([error.refusal.code, error.refusal.status], ["database_unavailable", 503]);
      return true;
    });
  },
};

async function idsOf(things: Kysely<Schema>): Promise<readonly string[]> {
  return (await things.selectFrom("things").select("id").orderBy("id").execute()).map(({ id }) => id);
}

/** A clock for one watcher: a step lets its next look happen and waits until it has looked. */
function steppedClock(): Clock & { step(): Promise<void>; pending(): number; readonly waits: readonly number[] } {
  const waits: number[] = [];
  let due: (() => void) | undefined;
  let isSet = (): void => {};
  let looked = new Promise<void>((resolve) => (isSet = resolve));
  return {
    waits,
    now: () => 0,
    sleep: () => Promise.reject(new Error("a watcher does not sleep")),
    after(ms, then) {
      waits.push(ms);
      due = then;
      isSet();
      return () => (due = undefined);
    },
    async step() {
      await looked;
      looked = new Promise((resolve) => (isSet = resolve));
      due?.();
      await looked;
    },
    pending: () => Number(due !== undefined),
  };
}
