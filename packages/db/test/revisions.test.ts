/** Watching a revision: what is told, when, and what happens when telling fails. */
import { createClock } from "@headgate/testkit";
import { expect, it } from "vitest";
import { bump, createDatabase, type Database, watchRevision } from "../src/index.ts";
import { openedOf } from "../src/opened.ts";
import { lines } from "./lines.ts";

const open = (): Promise<Database> =>
  createDatabase({ driver: "sqlite", file: ":memory:" }, { log: lines().log, clock: createClock() });

it("tells at once what was bumped before it watched", async () => {
  const [database, clock, seen] = [await open(), createClock(), [] as number[]];
  await bump((await openedOf(database)).kysely, "keys");
  const stop = watchRevision(database, "keys", 500, clock, (revision) => void seen.push(revision));
  await clock.advance(0);
  stop();
  expect([seen, clock.pending]).toEqual([[1], 0]);
  await database.close();
});

it("tells again what could not be taken in", async () => {
  const [database, clock, seen] = [await open(), createClock(), [] as number[]];
  await bump((await openedOf(database)).kysely, "keys");
  const stop = watchRevision(database, "keys", 500, clock, (revision) => {
    seen.push(revision);
    if (seen.length === 1) throw new Error("could not load");
  });
  await clock.advance(2000);
  stop();
  expect(seen).toEqual([1, 1]);
  await database.close();
});

it("goes on looking when the database is gone, and leaves no timer when it is stopped", async () => {
  const [database, clock] = [await open(), createClock()];
  await database.close();
  const stop = watchRevision(database, "keys", 500, clock, () => {});
  await clock.advance(1200);
  expect(clock.pending).toBe(1);
  stop();
  expect(clock.pending).toBe(0);
});

it("tells nothing after it was stopped", async () => {
  const [database, clock, seen] = [await open(), createClock(), [] as number[]];
  await bump((await openedOf(database)).kysely, "keys");
  watchRevision(database, "keys", 500, clock, (revision) => void seen.push(revision))();
  await clock.advance(1000);
  expect([seen, clock.pending]).toEqual([[], 0]);
  await database.close();
});
