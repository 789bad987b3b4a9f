/** Jobs on a real PostgreSQL, scheduled by pg-boss: the suite of every database. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Cases, lifeCases } from "./jobs-cases.ts";
import { crashCases } from "./jobs-crash-cases.ts";
import { dueCases } from "./jobs-due-cases.ts";
import { keyCases } from "./jobs-key-cases.ts";
import { jobsScene } from "./jobs-scene.ts";
import { sealedCases } from "./jobs-sealed-cases.ts";
import { binaries, type PostgresServer, startPostgres } from "../../../scripts/servers/postgres.ts";

const reason = binaries ? "" : " (skipped: no initdb and postgres on this machine)";
const all: Cases = { ...lifeCases, ...dueCases, ...keyCases, ...crashCases, ...sealedCases };

describe.skipIf(!binaries)(`jobs on PostgreSQL${reason}`, () => {
  let server: PostgresServer;
  beforeAll(async () => void (server = await startPostgres(binaries!)), 60_000);
  afterAll(() => server.stop(), 60_000);

  it.each(Object.entries(all))("%s", { timeout: 30_000 }, async (_, run) => {
    const scene = jobsScene({ driver: "postgres", url: await server.createDatabase(), connections: 4 });
    await expect(run(scene)).resolves.toBeUndefined();
  });
});
