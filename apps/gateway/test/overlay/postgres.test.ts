/** Looking at a PostgreSQL makes nothing in it, and shows what a gateway has stored there. */
import { parseConfig } from "@headgate/config";
import { createDatabase, openTables, sql } from "@headgate/db";
import { createHost } from "@headgate/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { binaries, type PostgresServer, startPostgres } from "../../../../scripts/servers/postgres.ts";
import { readStored } from "../../src/overlay/stored.ts";
import { emptySnapshot, type Snapshot } from "../../src/overlay/snapshot.ts";
import { openOverlayTables } from "../../src/overlay/tables.ts";

const missing = binaries === undefined ? " (skipped: no PostgreSQL on this machine)" : "";

describe.skipIf(missing !== "")(`a PostgreSQL that is looked at${missing}`, () => {
  let postgres: PostgresServer;
  beforeAll(async () => void (postgres = await startPostgres(binaries!)), 60_000);
  afterAll(() => postgres?.stop());
  const host = createHost();
  const look = (url: string): Promise<Snapshot> => readStored(parseConfig({ state: { postgresUrl: url } }, {}), host);

  test("and is empty stays empty", async () => {
    const url = await postgres.createDatabase();
    expect(await look(url)).toEqual(emptySnapshot);
    const db = await createDatabase({ driver: "postgres", url }, host);
    expect((await db.owners()).map(({ owner }) => owner)).toEqual(["revisions"]);
    await db.close();
  });

  test("and has tables of others only gets none of ours", async () => {
    const url = await postgres.createDatabase();
    const db = await createDatabase({ driver: "postgres", url }, host);
    expect(await look(url)).toEqual(emptySnapshot);
    expect((await db.owners()).map(({ owner }) => owner)).toEqual(["revisions"]);
    await db.close();
  });

  test("shows what is stored, and is not written to", async () => {
    const url = await postgres.createDatabase();
    const db = await createDatabase({ driver: "postgres", url }, host);
    const tables = await openOverlayTables(db);
    const stored: Snapshot = {
      providers: [
        {
          name: "mine",
          settings: { baseUrl: "https://a.test", models: ["ü", "m"] },
          headers: { "x-b": "env.B", "x-a": "env.A" },
        },
      ],
      keys: [{ provider: "mine", of: "api", name: "k", secret: "env.K", enabled: false, limits: { weight: 0.5 } }],
    };
    expect(await tables.replace(emptySnapshot, stored)).toBe(true);
    expect(await tables.replace(emptySnapshot, emptySnapshot)).toBe(false);
    expect(await look(url)).toEqual(stored);
    const revisions = await sql`select name, revision from headgate_revisions`.execute(await openTables(db, "test", {}));
    expect(revisions.rows).toEqual([{ name: "overlay", revision: 1 }]);
    await db.close();
  });

  test("and is not there is said to be", async () => {
    await expect(look("postgres://nobody@127.0.0.1:1/none")).rejects.toMatchObject({ refusal: { code: "database_unavailable" } });
  });
});
