/** PostgreSQL: the suite every driver passes, on a real server, and what is its own: a server that dies and comes back. */
import { RefusalError } from "@headgate/core";
import { createClock, type HandClock } from "@headgate/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dbCases } from "../src/cases/index.ts";
import { createDatabase, type Database, type Kysely, sql } from "../src/index.ts";
import { type Opened, openedOf } from "../src/opened.ts";
import { lines } from "./lines.ts";
import { binaries, type PostgresServer, startPostgres } from "../../../scripts/servers/postgres.ts";

const reason = binaries ? "" : " (skipped: no initdb and postgres on this machine)";

describe.skipIf(!binaries)(`PostgreSQL${reason}`, () => {
  let server: PostgresServer;
  beforeAll(async () => void (server = await startPostgres(binaries!)), 60_000);
  afterAll(() => server.stop(), 60_000);

  it.each(dbCases)("$name", { timeout: 30_000 }, async ({ run }) => {
    const url = await server.createDatabase();
    const { log } = lines();
    await expect(
      run((onQuery) =>
        createDatabase({ driver: "postgres", url, connections: 4 }, { log, clock: createClock(), ...(onQuery && { onQuery }) }),
      ),
    ).resolves.toBeUndefined();
  });

  it("keeps what a number cannot hold as text", async () => {
    const { database } = await open();
    const { rows } = await sql`select 9007199254740993::int8 as a, 9007199254740991::int8 as b, 1.50::numeric as c`.execute(
      kyselyOf(database),
    );
    expect(rows).toEqual([{ a: "9007199254740993", b: 9007199254740991, c: 1.5 }]);
    await database.close();
  });

  it("answers 503 to a statement that ran out of time, and goes on", async () => {
    const { database } = await open();
    const slow = kyselyOf(database)
      .transaction()
      .execute(async (trx) => {
        await sql`set local statement_timeout = 20`.execute(trx);
        await sql`select pg_sleep(10)`.execute(trx);
      });
    await expect(slow).rejects.toMatchObject({ refusal: { code: "database_unavailable", status: 503 } });
    expect((await sql`select 1 as one`.execute(kyselyOf(database))).rows).toEqual([{ one: 1 }]);
    await database.close();
  });

  it("answers 503 while the server is dead, and heals when it is back", { timeout: 30_000 }, async () => {
    const { database, clock, said } = await open();
    const ask = (): Promise<unknown> =>
      sql`select 'secret'`
        .execute(kyselyOf(database))
        .then(({ rows }) => rows.length)
        .catch((error: unknown) => error);
    const running = sql`select pg_sleep(60)`.execute(kyselyOf(database)).catch((error: unknown) => error);
    expect(await ask()).toBe(1);
    const held = kyselyOf(database)
      .transaction()
      .execute(async (trx) => {
        await sql`select 1`.execute(trx);
        await server.kill();
        await sql`select 2`.execute(trx);
      })
      .catch((error: unknown) => error);
    for (const answer of [await held, await running, await ask(), await ask(), await ask(), await ask(), await ask()]) {
      expect(answer).toBeInstanceOf(RefusalError);
      expect(answer).toMatchObject({ message: "the database is not available right now", refusal: { status: 503 } });
    }
    await clock.advance(1000);
    expect(await ask()).toBeInstanceOf(RefusalError);
    await server.start();
    expect(await ask()).toBeInstanceOf(RefusalError);
    await clock.advance(1000);
    expect(await ask()).toBe(1);
    expect(said.map((line) => line.split(":")[0])).toEqual(["error", "info"]);
    await database.close();
  });

  it("does not start without its database, and says why", async () => {
    const url = (await server.createDatabase()).replace(/case_\d+/, "nowhere");
    const { log } = lines();
    const error = await createDatabase({ driver: "postgres", url }, { log, clock: createClock() }).catch((why: unknown) => why);
    expect(error).toMatchObject({ refusal: { status: 503 }, cause: { message: 'database "nowhere" does not exist' } });
  });

  async function open(): Promise<{ database: Database; clock: HandClock; said: readonly string[] }> {
    const [url, clock, { log, said }] = [await server.createDatabase(), createClock(), lines()];
    return { database: await createDatabase({ driver: "postgres", url }, { log, clock }), clock, said };
  }
});

function kyselyOf(database: Database): Kysely<unknown> {
  return (openedOf(database) as Opened).kysely;
}
