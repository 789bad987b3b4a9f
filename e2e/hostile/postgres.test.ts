/** Promise: whatever clients and admins send, PostgreSQL sees it only as values. */
import { afterAll, beforeAll, describe } from "vitest";
import { binaries, type PostgresServer, startPostgres } from "../../scripts/servers/postgres.ts";
import { statementTests } from "./statements.ts";

const missing = binaries === undefined ? " (skipped: no PostgreSQL on this machine)" : "";

describe.skipIf(missing !== "")(`on PostgreSQL${missing}`, () => {
  let postgres: PostgresServer;
  beforeAll(async () => void (postgres = await startPostgres(binaries!)));
  afterAll(() => postgres?.stop());
  const open = async () => ({ driver: "postgres" as const, url: await postgres.createDatabase() });
  statementTests(open, { everyInMemory: 21, gateways: 2 });
});
