/** The process that crash.test.ts kills: writes a row at a time and says its number once it is committed. */
import { createDatabase, openTables } from "../src/index.ts";
import { lines } from "./lines.ts";

const clock = { now: Date.now, after: () => () => {}, sleep: () => Promise.resolve() };
const database = await createDatabase({ driver: "sqlite", file: process.argv[2]! }, { log: lines().log, clock });
const tables = await openTables<{ rows: { id: number } }>(database, "writer", {
  "0001_rows": { up: (db) => db.schema.createTable("rows").addColumn("id", "integer").execute() },
});
for (let id = 1; ; id++) {
  await tables.insertInto("rows").values({ id }).execute();
  await new Promise((resolve) => void process.stdout.write(`${id}\n`, resolve));
}
