/** What is too old goes, a few rows at a time and beside everything else; the rest stays. */
import { createRetention, type Database, type Kysely, type Retention } from "@headgate/db";
import { createHost, type TestHost } from "@headgate/testkit";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { openUsageTables, records, type Tables, writeToTables } from "../src/tables.ts";
import { named, type Place, postgres, sqlite } from "../../../scripts/servers/databases.ts";
import { callOf, dayMs, requestOf, start } from "./entries.ts";
import { kept } from "./lossy.ts";
import { createKeeper, createMemory, openScene } from "./scene.ts";

const hourMs = 3_600_000;
afterAll(() => Promise.all([sqlite.close(), postgres.close()]), 60_000);

describe.each(named(sqlite, postgres))("on %s", (_name, place) => {
  describe.skipIf(place.missing !== undefined)("the retention", () => {
    beforeAll(async () => (await place.open(createHost())).close(), 60_000);

    test("deletes what is older from both tables, to the millisecond, and tells how many", async () => {
      const one = await opened(place);
      await write(one, 30 * dayMs + 1, 3);
      await write(one, 30 * dayMs, 2);
      await write(one, 0, 1);
      one.retention.start();
      await ends(one);
      expect(await kept(one.db)).toEqual({ requests: 3, calls: 3 });
      expect(said(one)).toEqual([{ requests: 3, calls: 3, before: start - 30 * dayMs }]);
    });

    test("deletes a few at a time, and nothing more before the pause is over", async () => {
      const one = await opened(place);
      await write(one, 40 * dayMs, 450);
      one.retention.start();
      await until(one, { requests: 250, calls: 450 });
      await write(one, 0, 1);
      await until(one, { requests: 51, calls: 451 }, 50);
      await ends(one);
      expect(await kept(one.db)).toEqual({ requests: 1, calls: 1 });
      expect(said(one)).toEqual([{ requests: 450, calls: 450, before: start - 30 * dayMs }]);
    });

    test("looks again every hour", async () => {
      const one = await opened(place);
      await write(one, 30 * dayMs - hourMs + 1, 1);
      await write(one, 30 * dayMs - 2 * hourMs + 1, 1);
      one.retention.start();
      await until(one, { requests: 2, calls: 2 }, hourMs - 1);
      expect(said(one)).toEqual([]);
      await until(one, { requests: 1, calls: 1 }, 1, 1);
      await until(one, { requests: 0, calls: 0 }, hourMs, 2);
    });

    test("stops after the statement under way when it is closed, and leaves no timer behind", async () => {
      const one = await opened(place);
      await write(one, 40 * dayMs, 450);
      one.retention.start();
      await one.retention.close();
      expect(await kept(one.db)).toEqual({ requests: 250, calls: 450 });
      expect(one.host.clock.pending).toBe(0);
    });
  });
});

describe.skipIf(postgres.missing !== undefined)(`several replicas on ${named(postgres)[0]![0]}`, () => {
  test("delete each record once between them, and none of them waits for another", { timeout: 60_000 }, async () => {
    const one = await opened(postgres);
    const other = await opened(postgres, postgres.again);
    await write(one, 40 * dayMs, 900);
    one.retention.start();
    other.retention.start();
    for (let i = 0; (await kept(one.db)).calls > 0; i++) {
      if (i > 1000) throw new Error("it never ended");
      await Promise.all([one.host.clock.advance(50), other.host.clock.advance(50)]);
    }
    await Promise.all([one.retention.close(), other.retention.close()]);
    const counted = [one, other].flatMap(said) as { requests: number; calls: number }[];
    expect(counted.reduce((sum, { requests }) => sum + requests, 0)).toBe(900);
    expect(counted.reduce((sum, { calls }) => sum + calls, 0)).toBe(900);
    expect([one, other].flatMap(({ host }) => host.logged.filter(({ level }) => level !== "info"))).toEqual([]);
  });

  test("leave to another what it is about to delete", async () => {
    const one = await opened(postgres);
    await write(one, 40 * dayMs, 5);
    await one.tables.transaction().execute(async (trx) => {
      await sql`select id from usage_requests where id like '%-0' or id like '%-1' for update`.execute(trx);
      one.retention.start();
      await ends(one);
    });
    expect(await kept(one.db)).toEqual({ requests: 2, calls: 0 });
  });
});

test("a database that takes no writes is said once and tried again in an hour", async () => {
  const one = await opened(sqlite);
  await write(one, 40 * dayMs, 1);
  await sql`pragma query_only = on`.execute(one.tables);
  one.retention.start();
  await one.host.clock.advance(hourMs - 1);
  expect(one.host.logged.map(({ level, message }) => `${level}: ${message}`)).toEqual([
    "warn: old usage records could not be deleted; it is tried again in an hour",
  ]);
  await sql`pragma query_only = off`.execute(one.tables);
  await until(one, { requests: 0, calls: 0 }, 1, 1);
});

describe("the plugin", () => {
  test.each([
    ["keeps a year unless told otherwise", {}, 2],
    ["keeps as many days as it is told", { retentionDays: 1 }, 1],
    ["keeps everything for ever when told so", { retentionDays: "forever" }, 3],
  ] as const)("%s", async (_what, options, left) => {
    const db = await createMemory(createHost());
    const insert = writeToTables(await openUsageTables(db));
    for (const days of [0.5, 364.9, 365.1]) await insert([callOf(`c${days}`, { time: start - days * dayMs })]);
    const scene = await openScene({ send: () => Promise.reject(new Error("not asked")), options, host: await createKeeper(db) });
    await scene.host.clock.advance(0);
    expect(await kept(db)).toEqual({ requests: 0, calls: left });
    expect(scene.host.clock.pending).toBe(left === 3 ? 0 : 1);
    await scene.close();
    expect(scene.host.clock.pending).toBe(0);
  });

  test.each([0, -1, 1.5, "never", 40_000])("takes no retentionDays of %j", async (retentionDays) => {
    const options = { retentionDays: retentionDays as number };
    await expect(openScene({ send: () => Promise.reject(new Error("not asked")), options })).rejects.toThrow("retentionDays");
  });
});

interface Opened {
  readonly host: TestHost;
  readonly db: Database;
  readonly tables: Kysely<Tables>;
  readonly retention: Retention;
}

/** Keeps 30 days. */
async function opened(place: Place, open: Place["open"] = place.open): Promise<Opened> {
  const host = createHost();
  const db = await open(host);
  const tables = await openUsageTables(db);
  const retention = createRetention({ host, tables, what: "usage records", from: records, keepMs: 30 * dayMs });
  onTestFinished(async () => {
    await retention.close();
    await db.close();
  });
  return { host, db, tables, retention };
}

let written = 0;

/** So many requests and calls that began so long ago. */
async function write({ tables }: Opened, ageMs: number, count: number): Promise<void> {
  const insert = writeToTables(tables);
  const time = start - ageMs;
  for (let from = 0; from < count; from += 100) {
    const numbers = Array.from({ length: Math.min(100, count - from) }, (_, i) => from + i);
    const batch = ++written;
    await insert(numbers.flatMap((i) => [callOf(`c${batch}-${i}`, { time }), requestOf(`r${batch}-${i}`, { time })]));
  }
}

/** Lets its pauses pass until it says what it has done; a real server takes real time for each question. */
async function ends(one: Opened): Promise<void> {
  for (let i = 0; said(one).length === 0; i++) {
    if (i > 1000) throw new Error("it never ended");
    await one.host.clock.advance(50);
    await kept(one.db);
  }
}

/** Moves the clock once, and waits for the real server until this is left and it was told so often. */
async function until(one: Opened, left: object, ms = 0, told = 0): Promise<void> {
  await one.host.clock.advance(ms);
  for (let i = 0; i < 1000 && (!same(await kept(one.db), left) || said(one).length < told); i++);
  expect(await kept(one.db)).toEqual(left);
}

function same(one: object, other: object): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function said({ host }: Opened): readonly object[] {
  return host.logged.filter(({ message }) => message === "old usage records were deleted").map(({ fields }) => fields);
}
