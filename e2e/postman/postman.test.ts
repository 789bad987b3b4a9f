/** Promise: the Postman collection that the product started from passes, wherever state is kept. */
import { startSimulator } from "@headgate/simulator";
import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import newman, { type Summary } from "newman";
import { describe, expect, onTestFinished, test } from "vitest";
import { binaries, startPostgres } from "../../scripts/servers/postgres.ts";
import { noRedis, startRedis } from "../../scripts/servers/redis.ts";
import { localProvider } from "../start/config.ts";
import { startGateway } from "../start/gateway.ts";

const collection = fileURLToPath(new URL("../seeds/bifrost-v1-inference-features.postman_collection.json", import.meta.url));
const list = [
  "usage",
  "governance",
  "rate-limit",
  "async-job",
  "session-sticky",
  "fallback",
  "circuit-breaker",
  "retry",
  "key-failover",
];

interface Place {
  readonly redisUrl?: string;
  readonly postgresUrl?: string;
}

/** How many requests and assertions ran, and which failed. */
async function outcome(state: Place): Promise<object> {
  const data = mkdtempSync(join(tmpdir(), "headgate-postman-"));
  onTestFinished(() => rm(data, { recursive: true, force: true }));
  const openai = await startSimulator({ models: ["gpt-4o", "gpt-4o-mini", "text-embedding-3-small"] });
  const anthropic = await startSimulator({ models: ["claude-3-5-sonnet-20241022"] });
  onTestFinished(async () => void (await Promise.all([openai.close(), anthropic.close()])));
  const gateway = await startGateway({
    providers: { openai: localProvider(openai), anthropic: localProvider(anthropic) },
    state: { folder: data, ...state },
    plugins: [
      ["@headgate/plugin-auth", { anonymous: true, openAdmin: true }],
      ...["admin", ...list].map((name) => `@headgate/plugin-${name}`),
    ],
  });
  onTestFinished(async () => void (await gateway.stop()));
  const { run } = await new Promise<Summary>((resolve, reject) => {
    const options = { collection, envVar: [{ key: "base_url", value: gateway.url }], timeoutRequest: 10_000 };
    newman.run(options, (error, summary) => (error ? reject(error) : resolve(summary)));
  });
  const failures = run.failures.map(({ source, error }) => `${source?.name}: ${error.name} ${error.message}`);
  // A job may be polled more than once.
  const requests = new Set(run.executions.map(({ item }) => item.id)).size;
  return { failures, requests, assertions: run.stats.assertions.total };
}

describe("all 39 requests", () => {
  const passed = { failures: [], requests: 39, assertions: expect.any(Number) };

  test("with SQLite and memory", async () => {
    expect(await outcome({})).toEqual(passed);
  });

  const missing = noRedis ?? (binaries === undefined ? " (skipped: no PostgreSQL on this machine)" : "");
  test.skipIf(missing !== "")(`with PostgreSQL and Redis${missing}`, async () => {
    const [postgres, redis] = await Promise.all([startPostgres(binaries!), startRedis()]);
    onTestFinished(async () => void (await Promise.all([postgres.stop(), redis.stop()])));
    expect(await outcome({ postgresUrl: await postgres.createDatabase(), redisUrl: redis.url })).toEqual(passed);
  });
});
