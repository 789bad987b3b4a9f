/** Cases of the schema: made once, whole or not at all, and never older code on newer tables. */
import assert from "node:assert/strict";
import { BootError } from "@headgate/core";
import { migrations, openThings, thing } from "./case-tables.ts";
import type { DbSteps } from "./index.ts";
import { type Migrations, openTables } from "../tables.ts";

export const migrationCases: Readonly<Record<string, DbSteps>> = {
  "runs every migration once when several start at the same time": async (make) => {
    const databases = await Promise.all([make(), make(), make()]);
    const ran: string[] = [];
    const counted: Migrations = Object.fromEntries(
      Object.entries(migrations).map(([name, { up }]) => [
        name,
        {
          async up(db) {
            ran.push(name);
            await up(db);
          },
        },
      ]),
    );
    await Promise.all(databases.map((database) => openTables(database, "cases", counted)));
    assert.deepEqual(ran, ["0001_things", "0002_names"]);
    const owners = await (await make()).owners();
    assert.deepEqual(owners.find(({ owner }) => owner === "cases")?.applied, ["0001_things", "0002_names"]);
  },
  "runs only what is new when it is opened again": async (make) => {
    const database = await make();
    const first = Object.fromEntries(Object.entries(migrations).slice(0, 1));
    const kysely = await openTables<{ things: { id: string; name: string } }>(database, "cases", first);
    await kysely.insertInto("things").values({ id: "a", name: "kept" }).execute();
    const rows = await (await openThings(await make())).selectFrom("things").select(["id", "name"]).execute();
    assert.deepEqual(rows, [{ id: "a", name: "kept" }]);
  },
  "leaves nothing of migrations that fail": async (make) => {
    const database = await make();
    const broken: Migrations = {
      ...migrations,
      "0003_broken": {
        async up(db) {
          await db.schema.createTable("half").addColumn("id", "integer").execute();
          throw new Error("half way");
        },
      },
    };
    await assert.rejects(openTables(database, "cases", broken), (error: BootError) => {
      assert.ok(error instanceof BootError);
      assert.match(error.message, /cases: the migration "0003_broken" failed/);
      assert.equal((error.cause as Error).message, "half way");
      return true;
    });
    const things = await openThings(database);
    await things.insertInto("things").values(thing("a")).execute();
    const whole: Migrations = {
      ...migrations,
      "0003_whole": { up: (db) => db.schema.createTable("half").addColumn("id", "integer").execute() },
    };
    await openTables(database, "cases", whole);
  },
  "does not start on tables that are newer than the code": async (make) => {
    await openThings(await make());
    const { "0001_things": known } = migrations;
    await assert.rejects(openTables(await make(), "cases", { "0001_things": known! }), (error: Error) => {
      assert.ok(error instanceof BootError);
      assert.match(error.message, /tables of cases are newer.*found the migration "0002_names".*after "0001_things".*start the/);
      return true;
    });
  },
  "keeps the migrations of two owners apart": async (make) => {
    const database = await make();
    const of = (table: string): Migrations => ({
      "0001_table": { up: (db) => db.schema.createTable(table).addColumn("id", "integer").execute() },
    });
    await Promise.all([openTables(database, "rate-limit", of("limits")), openTables(database, "usage", of("usages"))]);
    const owners = (await database.owners()).map(({ owner }) => owner);
    assert.deepEqual(owners, ["rate-limit", "revisions", "usage"]);
  },
};
