/** SQLite: the suite every driver passes, on a file, and what is its own: modes, locks, and a connection that is taken. */
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClock } from "@headgate/testkit";
import Libsql from "libsql";
import { afterAll, describe, expect, it } from "vitest";
import { dbCases } from "../src/cases/index.ts";
import { createDatabase, type Database, sql } from "../src/index.ts";
import { openedOf } from "../src/opened.ts";
import { lines } from "./lines.ts";

const folder = mkdtempSync(join(tmpdir(), "headgate-db-"));
afterAll(() => rmSync(folder, { recursive: true }));
let count = 0;
const freshFile = (): string => join(folder, `${count++}`, "data", "headgate.db");
const open = (file: string, clock = createClock()): Promise<Database> =>
  createDatabase({ driver: "sqlite", file }, { log: lines().log, clock });

describe("SQLite on a file", () => {
  it.each(dbCases)("$name", async ({ run }) => {
    const file = freshFile();
    const { log } = lines();
    await expect(
      run((onQuery) => createDatabase({ driver: "sqlite", file }, { log, clock: createClock(), ...(onQuery && { onQuery }) })),
    ).resolves.toBeUndefined();
  });

  it("is for its owner only, folder and all its files", async () => {
    const file = freshFile();
    const database = await open(file);
    const modes = [join(file, ".."), file, `${file}-wal`, `${file}-shm`].map((path) => (statSync(path).mode & 0o777).toString(8));
    await database.close();
    expect(modes).toEqual(["700", "600", "600", "600"]);
  });

  it("writes ahead, checks foreign keys, and has all in one file when it was closed", async () => {
    const file = freshFile();
    const database = await open(file);
    const { kysely } = await openedOf(database);
    const pragma = async (name: string): Promise<unknown> =>
      Object.values((await sql<object>`pragma ${sql.raw(name)}`.execute(kysely)).rows[0]!)[0];
    const read = [await pragma("journal_mode"), await pragma("synchronous"), await pragma("foreign_keys")];
    await database.close();
    expect([read, statSync(`${file}-wal`).size]).toEqual([["wal", 1, 1], 0]);
  });

  it("keeps nothing of what is only in memory", async () => {
    const [one, two] = [await open(":memory:"), await open(":memory:")];
    await sql`create table only_here (id integer)`.execute((await openedOf(one)).kysely);
    await expect(sql`select * from only_here`.execute((await openedOf(two)).kysely)).rejects.toThrow("no such table");
    await Promise.all([one.close(), two.close()]);
  });

  it("waits for another process's lock without stopping this one, and can commit afterwards", async () => {
    const file = freshFile();
    const database = await open(file);
    const { kysely } = await openedOf(database);
    const other = new Libsql(file);
    other.exec("begin immediate");
    let waits = true;
    const written = sql`insert into headgate_revisions values ('a', 1)`.execute(kysely).finally(() => (waits = false));
    let turns = 0;
    for (; turns < 5; turns++) await new Promise((resolve) => void setImmediate(resolve));
    expect([turns, waits]).toEqual([5, true]);
    other.exec("commit");
    await written;
    const { rows } = await kysely
      .transaction()
      .execute((trx) => sql`update headgate_revisions set revision = 2 returning name`.execute(trx));
    expect(rows).toEqual([{ name: "a" }]);
    other.close();
    await database.close();
  });

  it("answers 503 when a transaction keeps the connection for too long", async () => {
    const clock = createClock();
    const database = await open(freshFile(), clock);
    const { kysely } = await openedOf(database);
    await kysely.transaction().execute(async (trx) => {
      const outside = sql`select 1`.execute(kysely).catch((error: unknown) => error);
      await clock.advance(4999);
      expect(clock.pending).toBe(1);
      await clock.advance(1);
      expect(await outside).toMatchObject({ refusal: { code: "database_unavailable", status: 503 } });
      await sql`select 1`.execute(trx);
    });
    await sql`select 1`.execute(kysely);
    expect(clock.pending).toBe(0);
    await database.close();
  });
});
