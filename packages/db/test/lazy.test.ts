/** A database that nobody needs is never opened. */
import { createDatabase, openTables, sql, whenNeeded } from "@headgate/db";
import { createClock, createHost } from "@headgate/testkit";
import { expect, test } from "vitest";

const open = () => createDatabase({ driver: "sqlite", file: ":memory:" }, { log: createHost().log, clock: createClock() });

test("is opened once, by the first who asks for tables", async () => {
  let times = 0;
  const db = whenNeeded(() => ((times += 1), open()));
  expect(times).toBe(0);
  const [one] = await Promise.all([openTables(db, "one", {}), openTables(db, "two", {})]);
  expect((await sql<{ answer: number }>`select 42 as answer`.execute(one)).rows).toEqual([{ answer: 42 }]);
  expect(times).toBe(1);
  await db.close();
  await expect(sql`select 1`.execute(one)).rejects.toMatchObject({ refusal: { status: 503 } });
});

test("that was never opened is closed without being opened", async () => {
  const db = whenNeeded(() => Promise.reject(new Error("it was opened")));
  await expect(db.close()).resolves.toBeUndefined();
});

test("that could not be opened is tried again by the next who asks", async () => {
  let there = false;
  const db = whenNeeded(() => (there ? open() : Promise.reject(new Error("not there yet"))));
  await expect(openTables(db, "one", {})).rejects.toThrow("not there yet");
  there = true;
  await openTables(db, "one", {});
  await db.close();
});
