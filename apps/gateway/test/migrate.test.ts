/** `headgate migrate`, as a deploy step sees it: what has run and what has not, and nothing at all on tables of a newer version. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { createDatabase, type Migrations, openTables } from "@headgate/db";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { binaries, type PostgresServer, startPostgres } from "../../../scripts/servers/postgres.ts";
import { quiet } from "../src/commands/database.ts";
import { folder, runProgram } from "./program.ts";

// Processes start slowly on a machine that is busy with other tests.
vi.setConfig({ testTimeout: 60_000 });

const plugins = [
  ["@headgate/plugin-auth", { anonymous: true }],
  "@headgate/plugin-admin",
  "@headgate/plugin-usage",
  "@headgate/plugin-governance",
];

async function headgate(cwd: string, ...args: string[]): Promise<{ code: number | null; said: string; out: string }> {
  const program = runProgram(cwd, args, { PORT: "0" });
  return { code: await program.code, said: program.said(), out: program.out() };
}

/** "owner state" of each, once for each owner. */
function statesIn(out: string): readonly string[] {
  const rows = out.split("\n").slice(1, -1);
  return [...new Set(rows.map((row) => row.replace(/ +\S+ +/, " ")))];
}
const owners = ["revisions", "auth", "usage", "governance", "overlay"];
const all = (state: string): unknown => expect.arrayContaining(owners.map((owner) => `${owner} ${state}`));

test("says what is pending, makes it so, and finds it done the next time", async () => {
  const cwd = await folder({ "headgate.config.json": { plugins } });
  const dry = await headgate(cwd, "migrate", "--dry-run");
  expect([dry.code, dry.said, dry.out.split("\n", 1), statesIn(dry.out), existsSync(join(cwd, ".headgate"))]).toEqual([
    0,
    "",
    [expect.stringMatching(/^owner +migration +state$/)],
    all("pending"),
    false,
  ]);
  expect(statesIn((await headgate(cwd, "migrate")).out)).toEqual(all("applied now"));
  expect(statesIn((await headgate(cwd, "migrate")).out)).toEqual(all("applied before"));
  expect(statesIn((await headgate(cwd, "migrate", "--dry-run")).out)).toEqual(all("applied before"));
});

test("migrates what the config lists, and no more", async () => {
  const cwd = await folder({ "headgate.config.json": { plugins: plugins.slice(0, 1) } });
  const { out } = await headgate(cwd, "migrate");
  expect(statesIn(out)).not.toContainEqual(expect.stringContaining("governance"));
});

describe("tables of a newer version", () => {
  const newer: Migrations = { "9999_of_tomorrow": { up: async () => {} } };
  test.each([
    ["start", ["start"]],
    ["migrate", ["migrate"]],
    ["migrate --dry-run", ["migrate", "--dry-run"]],
  ])("stop %s, which says which version to start instead", async (_name, args) => {
    const cwd = await folder({ "headgate.config.json": { plugins } });
    const file = join(cwd, ".headgate", "headgate.db");
    const database = await createDatabase({ driver: "sqlite", file }, quiet);
    await openTables(database, "governance", newer);
    await database.close();
    const { code, said, out } = await headgate(cwd, ...args);
    expect([code, out]).toEqual([1, ""]);
    expect(said).toMatch(/the tables of governance are newer than this version: found the migration "9999_of_tomorrow"/);
    expect(said).toMatch(/start the version that made them or a later one, or restore a backup/);
  });
});

const reason = binaries ? "" : " (skipped: no initdb and postgres on this machine)";
describe.skipIf(!binaries)(`PostgreSQL${reason}`, () => {
  let server: PostgresServer;
  beforeAll(async () => void (server = await startPostgres(binaries!)), 60_000);
  afterAll(() => server.stop(), 60_000);

  test("is migrated once by processes that start together, each of which ends well", async () => {
    const state = { postgresUrl: await server.createDatabase() };
    const cwd = await folder({ "headgate.config.json": { plugins, state } });
    const runs = await Promise.all([1, 2, 3].map(() => headgate(cwd, "migrate")));
    expect(runs.map(({ code, said }) => [code, said])).toEqual(runs.map(() => [0, ""]));
    const now = runs.flatMap(({ out }) => statesIn(out).filter((row) => row.endsWith("applied now")));
    expect(now.toSorted()).toEqual([...new Set(now)].toSorted());
    expect(now).toEqual(all("applied now"));
  });
});
