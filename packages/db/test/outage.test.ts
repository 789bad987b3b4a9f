/** A database that cannot be used: 503 at once, one probe a second, and one line each way. */
import { createClock, type HandClock } from "@headgate/testkit";
import { describe, expect, it } from "vitest";
import { createCircuit } from "../src/circuit.ts";
import { isUnavailable } from "../src/faults.ts";
import { createDatabase, type Database, sql } from "../src/index.ts";
import { type Opened, openedOf } from "../src/opened.ts";
import { lines } from "./lines.ts";

async function open(): Promise<{ database: Database; clock: HandClock; said: readonly string[]; asked: readonly string[] }> {
  const clock = createClock();
  const { log, said } = lines();
  const asked: string[] = [];
  const onQuery = (text: string): void => void asked.push(text);
  return { database: await createDatabase({ driver: "sqlite", file: ":memory:" }, { log, clock, onQuery }), clock, said, asked };
}

const write = (database: Database): Promise<unknown> =>
  sql`insert into headgate_revisions values (${`secret ${Math.random()}`}, 1)`
    .execute((openedOf(database) as Opened).kysely)
    .then(() => "written")
    .catch((error: unknown) => error);

describe("a database that only reads", () => {
  it("answers 503 without a word of what was asked", async () => {
    const { database } = await open();
    await sql`pragma query_only = on`.execute((await openedOf(database)).kysely);
    const error = await write(database);
    expect(error).toMatchObject({
      message: "the database is not available right now",
      refusal: { code: "database_unavailable", status: 503, by: "gateway", scope: "request" },
    });
    expect(JSON.stringify([(error as Error).message, (error as { refusal: object }).refusal])).not.toMatch(/secret|insert/);
    await database.close();
  });

  it("is there all the same: reads are served, and nobody speaks of an outage", async () => {
    const { database, said } = await open();
    await sql`pragma query_only = on`.execute((await openedOf(database)).kysely);
    for (let i = 0; i < 10; i++) expect(await write(database)).toMatchObject({ refusal: { status: 503 } });
    expect((await sql<{ one: number }>`select 1 as one`.execute((await openedOf(database)).kysely)).rows).toEqual([{ one: 1 }]);
    expect(said).toEqual([]);
    await database.close();
  });
  it("is not held against a statement that is refused for itself", async () => {
    const { database, said } = await open();
    for (let i = 0; i < 10; i++) {
      await expect(sql`select * from nowhere`.execute((await openedOf(database)).kysely)).rejects.toThrow("no such table");
    }
    expect([await write(database), said]).toEqual(["written", []]);
    await database.close();
  });
});

it("counts failures in a row only", () => {
  const { log, said } = lines();
  const circuit = createCircuit("sqlite", { log, clock: createClock() });
  for (let i = 0; i < 20; i++) {
    if (i % 5 === 4) circuit.succeeded();
    else circuit.failed(new Error("gone"));
  }
  expect([circuit.admits(), said]).toEqual([true, []]);
});

it.each([
  [true, ["SQLITE_BUSY", "SQLITE_BUSY_SNAPSHOT", "SQLITE_READONLY", "SQLITE_IOERR_WRITE", "SQLITE_FULL", "SQLITE_CORRUPT"]],
  [true, ["08006", "28P01", "3D000", "53300", "57014", "57P01", "25006", "55P03", "ECONNREFUSED", "ENOENT", undefined]],
  [false, ["SQLITE_ERROR", "SQLITE_CONSTRAINT_UNIQUE", "SQLITE_MISMATCH", "SQLITE_RANGE"]],
  [false, ["23505", "23502", "22P02", "42P01", "40001", "40P01"]],
])("takes for an outage: %s, of %j", (outage, codes) => {
  const judged = codes.map((code) => isUnavailable(Object.assign(new Error("x"), { code })));
  expect(judged).toEqual(codes.map(() => outage));
});
