/** Migrating as a step of its own: says what has run and what has not, and changes nothing where it must not. */
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BootError } from "@headgate/core";
import { createClock } from "@headgate/testkit";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { createDatabase, type DatabaseOptions, type Migrations, migrateTables } from "../src/index.ts";
import { openTables, tablesWhenNeeded, whenNeeded } from "../src/index.ts";
import { lines } from "./lines.ts";
import { binaries, type PostgresServer, startPostgres } from "../../../scripts/servers/postgres.ts";

const parts = { log: lines().log, clock: createClock() };
const table = (name: string): Migrations[string] => ({
  up: (db) => db.schema.createTable(name).addColumn("id", "integer").execute(),
});
const asked = new Map<string, Migrations>([
  ["keys", { "0002_more": table("more_keys"), "0001_keys": table("keys") }],
  ["jobs", { "0001_jobs": table("jobs") }],
]);

describe("SQLite", () => {
  migrates(() => place());
});

const reason = binaries ? "" : " (skipped: no initdb and postgres on this machine)";
describe.skipIf(!binaries)(`PostgreSQL${reason}`, () => {
  let server: PostgresServer;
  beforeAll(async () => void (server = await startPostgres(binaries!)), 60_000);
  afterAll(() => server.stop(), 60_000);
  migrates(async () => ({ driver: "postgres", url: await server.createDatabase() }));
});

function migrates(make: () => DatabaseOptions | Promise<DatabaseOptions>): void {
  test("says what is pending, what has run now, and what had run before", async () => {
    const options = await make();
    const states = async (dryRun: boolean): Promise<readonly string[]> =>
      (await migrateTables(options, asked, parts, { dryRun })).map((it) => `${it.owner} ${it.migration} ${it.state}`);
    const all = ["revisions 0001_revisions", "keys 0001_keys", "keys 0002_more", "jobs 0001_jobs"];
    const each = (state: string): readonly string[] => all.map((one) => `${one} ${state}`);
    expect(await states(true)).toEqual(each("pending"));
    expect(await states(false)).toEqual(each("applied now"));
    expect(await states(false)).toEqual(each("applied before"));
    expect(await states(true)).toEqual(each("applied before"));
  });

  test("runs each migration in one of those who start together, while the others wait", async () => {
    const options = await make();
    const runs = await Promise.all([1, 2, 3, 4].map(() => migrateTables(options, asked, parts)));
    const now = runs.flat().filter(({ state }) => state === "applied now");
    expect(now.map(({ migration }) => migration).toSorted()).toEqual(["0001_jobs", "0001_keys", "0001_revisions", "0002_more"]);
    expect(runs.flat().some(({ state }) => state === "pending")).toBe(false);
  });

  test.each([true, false])(
    "names all tables that are newer than the code before it changes any (dry run: %s)",
    async (dryRun) => {
      const options = await make();
      await migrateTables(options, asked, parts);
      const older = new Map<string, Migrations>([
        ["new", { "0001_new": table("new_table") }],
        ["keys", { "0001_keys": table("keys") }],
        ["jobs", {}],
      ]);
      const error = await migrateTables(options, older, parts, { dryRun }).catch((why: unknown) => why as BootError);
      expect(error).toBeInstanceOf(BootError);
      expect((error as BootError).issues).toEqual([
        expect.stringMatching(/^the tables of keys are newer .*"0002_more".*after "0001_keys"; start the version/),
        expect.stringMatching(/^the tables of jobs are newer .*"0001_jobs".*after "none"/),
      ]);
      const after = await migrateTables(options, new Map([["new", older.get("new")!]]), parts, { dryRun: true });
      expect(after.at(-1)).toEqual({ owner: "new", migration: "0001_new", state: "pending" });
    },
  );
}

test("a dry run makes no file", async () => {
  const options = place();
  await migrateTables(options, asked, parts, { dryRun: true });
  expect(existsSync(options.file)).toBe(false);
});

test("a database that is opened when needed knows who has asked, opened or not", async () => {
  const memory = () => createDatabase({ driver: "sqlite", file: ":memory:" }, parts);
  let opened = 0;
  const db = whenNeeded(() => ((opened += 1), memory()));
  const jobs = tablesWhenNeeded(db, "jobs", asked.get("jobs")!);
  expect([opened, [...db.asked.keys()]]).toEqual([0, ["jobs"]]);
  await openTables(db, "keys", asked.get("keys")!);
  expect([opened, [...db.asked.keys()]]).toEqual([1, ["jobs", "keys"]]);
  expect(await jobs()).toBe(await jobs());
  await db.close();
});

test("tables that could not be opened are tried again by the next who needs them", async () => {
  let there = false;
  const memory = () => createDatabase({ driver: "sqlite", file: ":memory:" }, parts);
  const db = whenNeeded(() => (there ? memory() : Promise.reject(new Error("not there yet"))));
  const jobs = tablesWhenNeeded<{ jobs: { id: number } }>(db, "jobs", asked.get("jobs")!);
  await expect(jobs()).rejects.toThrow("not there yet");
  there = true;
  expect(await (await jobs()).selectFrom("jobs").selectAll().execute()).toEqual([]);
  await db.close();
});

test("a name that cannot own tables is refused before anything is needed", () => {
  const db = whenNeeded(() => Promise.reject(new Error("it was opened")));
  expect(() => tablesWhenNeeded(db, "Not A Name", {})).toThrow('"Not A Name" cannot own tables');
});

function place(): DatabaseOptions & { readonly driver: "sqlite" } {
  const folder = mkdtempSync(join(tmpdir(), "headgate-migrate-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return { driver: "sqlite", file: join(folder, "headgate.db") };
}
