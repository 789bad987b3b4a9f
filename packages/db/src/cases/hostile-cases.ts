/** Whatever a client sends is a value: hostile text in every column changes no statement. */
import assert from "node:assert/strict";
import type { Kysely } from "kysely";
import { openThings, type Schema, thing } from "./case-tables.ts";
import type { DbSteps } from "./index.ts";
import { fromJson, toJson } from "../columns.ts";
import { bump } from "../revisions.ts";

const PARTS: readonly string[] = [
  "'",
  '"',
  "`",
  ";",
  "\\",
  "%",
  "_",
  "$",
  "?",
  ":",
  "@",
  "#",
  "--",
  "/*",
  "*/",
  "\n",
  "\r",
  "\t",
  "\u0001",
  "\u007f",
  "\u00a0",
  "\u2028",
  "\u202e",
  "\ufeff",
  "é",
  "ｓ",
  "🚪",
  "ʼ",
  "' or '1'='1",
  '" or ""="',
  "'; drop table things; --",
  "\\'; select 1",
  "$1",
  "$$",
  "?1",
  ":name",
  "%27",
  "\\u0027",
  "\\x27",
  "union select * from things",
  "admin'--",
  "') or true",
  "e'\\\\'",
  "pg_sleep(9)",
  "randomblob(1e9)",
  "sqlite_master",
  "null",
  '{"$ne":null}',
  "__proto__",
  "constructor",
  "${sql}",
  "{{7*7}}",
  "x".repeat(9000),
  "../../etc/passwd",
  "0x27",
  "1e999",
  "-0",
];

export const hostileCases: Readonly<Record<string, DbSteps>> = {
  "says the same statements whatever the values are": async (make) => {
    const said = new Set<string>();
    const things = await openThings(await make((sql) => said.add(sql)));
    await everyStatement(things, "harmless");
    const before = [...said];
    for (let i = 0; i < 1000; i++) {
      const text = `${PARTS[i % PARTS.length]}${PARTS[(i * 7 + Math.floor(i / PARTS.length)) % PARTS.length]}${i}`;
      await everyStatement(things, text);
    }
    assert.deepEqual([...said], before);
    assert.ok(before.length > 5);
    assert.deepEqual(await things.selectFrom("things").selectAll().execute(), []);
  },
};

async function everyStatement(things: Kysely<Schema>, text: string): Promise<void> {
  const row = thing(text, { name: text, note: toJson<unknown>({ [text]: text }), payload: Buffer.from(text) });
  await things
    .insertInto("things")
    .values(row)
    .onConflict((on) => on.column("id").doUpdateSet({ name: text }))
    .execute();
  const found = await things
    .selectFrom("things")
    .selectAll()
    .where("id", "=", text)
    .where("name", "in", [text, "other"])
    .where("note", "is not", null)
    .execute();
  assert.equal(found.length, 1);
  const { id, name, note, payload } = found[0]!;
  assert.deepEqual([id, name, fromJson(note), Buffer.from(payload!).toString()], [text, text, { [text]: text }, text]);
  await things.updateTable("things").set({ name: text }).where("name", "like", text).execute();
  await bump(things, text);
  const { numDeletedRows } = await things.deleteFrom("things").where("id", "=", text).executeTakeFirst();
  assert.equal(numDeletedRows, 1n);
}
