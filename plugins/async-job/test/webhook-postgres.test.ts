/** Webhooks on a real PostgreSQL, each replica with connections of its own: the suite of every database. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { binaries, type PostgresServer, startPostgres } from "../../../scripts/servers/postgres.ts";
import { webhookCases } from "./webhook-cases.ts";
import { openScene } from "./webhook-scene.ts";

const reason = binaries ? "" : " (skipped: no initdb and postgres on this machine)";

describe.skipIf(!binaries)(`webhooks on PostgreSQL${reason}`, () => {
  let server: PostgresServer;
  beforeAll(async () => void (server = await startPostgres(binaries!)), 60_000);
  afterAll(() => server.stop(), 60_000);

  it.each(Object.entries(webhookCases))("%s", { timeout: 30_000 }, async (_, run) => {
    const url = await server.createDatabase();
    await expect(run(() => openScene({ database: { driver: "postgres", url, connections: 4 } }))).resolves.toBeUndefined();
  });
});
