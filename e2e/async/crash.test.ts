/** Promise: `kill -9` loses no job: all end exactly once, in as few calls as the policy allows, and the money is right to the cent. */
import { type Simulator, startSimulator } from "@headgate/simulator";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { binaries, type PostgresServer, startPostgres } from "../../scripts/servers/postgres.ts";
import { noRedis, type RedisServer, startRedis } from "../../scripts/servers/redis.ts";
import type { RunningGateway } from "../start/gateway.ts";
import { ask, callCost, collect, createKey, newFolder, type Place, startWithJobs, usage, type VirtualKey } from "./scene.ts";

const at = "/v1/async/chat/completions";
const json = { model: "openai/gpt-4o-mini", max_tokens: 10, messages: [{ role: "user", content: "Hello ".repeat(30) }] };
const jobs = { concurrency: 200, perCaller: 200, leaseMs: 5000, attempts: 3 };

let simulator: Simulator;
beforeAll(async () => void (simulator = await startSimulator({ record: 10_000 })));
afterAll(() => simulator?.close());
const running: RunningGateway[] = [];
afterEach(async () => void (await Promise.all(running.splice(0).map((gateway) => gateway.stop("SIGKILL")))));

async function started(place: Place, more: object = {}): Promise<RunningGateway> {
  const gateway = await startWithJobs(simulator, place, { ...jobs, ...more });
  running.push(gateway);
  return gateway;
}

/** Submits so many, and waits until so many of them are at the provider. */
async function submitted(
  to: readonly RunningGateway[],
  key: VirtualKey,
  count: number,
  runningCount: number,
): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let i = 0; i < count; i += 50) {
    const some = await Promise.all(
      Array.from({ length: 50 }, (_, j) =>
        ask(to[(i + j) % to.length]!.url, "POST", at, {
          headers: { "x-bf-vk": key.value },
          json: { ...json, user: `job-${i + j}` },
        }),
      ),
    );
    for (const { status, body } of some) {
      expect(status).toBe(202);
      ids.push(body.id);
    }
  }
  await simulator.waitForCalls(runningCount);
  return ids;
}

async function endOfAll(gateway: RunningGateway, key: VirtualKey, ids: readonly string[]): Promise<readonly unknown[]> {
  const ended: unknown[] = [];
  for (const id of ids) ended.push((await collect(gateway.url, at, id, { "x-bf-vk": key.value })).body);
  return ended;
}

async function spent(gateway: RunningGateway, key: VirtualKey): Promise<number> {
  interface Shown {
    readonly virtual_key: { readonly budget: { readonly current_usage: number } };
  }
  const { body } = await ask<Shown>(gateway.url, "GET", `/api/governance/virtual-keys/${key.id}`);
  return Math.round(body.virtual_key.budget.current_usage * 1e9);
}

/** What of the counts has reached the disk. */
function countersOf(folder: string): string {
  const file = join(folder, "counters.json");
  return existsSync(file) ? readFileSync(file, "utf8") : "";
}

const budget = { budget: { max_limit: 1, reset_duration: "1d" } };

test("one process on SQLite: 200 running and 200 pending, killed and started again", async () => {
  const { folder, remove } = newFolder();
  try {
    simulator.reset();
    simulator.script({ delayHeadersMs: 60_000, usage });
    const first = await started({ folder });
    const key = await createKey(first.url, budget);
    const ids = await submitted([first], key, 400, 200);
    // What a kill may forget of money is what was not flushed yet.
    await expect.poll(() => spent(first, key), { timeout: 10_000 }).toBe(200 * callCost);
    await expect.poll(() => countersOf(folder), { timeout: 10_000 }).toContain(`,${200 * callCost}]`);
    await first.stop("SIGKILL");
    simulator.script({ usage });
    const second = await started({ folder });
    const ended = await endOfAll(second, key, ids);
    expect(ended).toHaveLength(400);
    expect(new Set(ended.map((job) => (job as { status: string }).status))).toEqual(new Set(["completed"]));
    // Each call of the killed process was made once more, and no other.
    expect(simulator.calls).toHaveLength(600);
    // Those 200 are charged as lost, for nobody knows what they cost.
    expect(await spent(second, key)).toBe(600 * callCost);
    // Never again different.
    expect(await endOfAll(second, key, ids)).toEqual(ended);
  } finally {
    await Promise.all(running.map((gateway) => gateway.stop("SIGKILL")));
    remove();
  }
});

test("onCrash fail: what was running has failed and is not sent again", async () => {
  const { folder, remove } = newFolder();
  try {
    simulator.reset();
    simulator.script({ delayHeadersMs: 60_000, usage });
    const first = await started({ folder }, { onCrash: "fail", concurrency: 10 });
    const key = await createKey(first.url);
    const ids = await submitted([first], key, 50, 10);
    await first.stop("SIGKILL");
    simulator.script({ usage });
    const second = await started({ folder }, { onCrash: "fail" });
    const ended = (await endOfAll(second, key, ids)) as { status: string; error?: { error: { code: string } } }[];
    const failed = ended.filter(({ status }) => status === "failed");
    expect(failed.map(({ error }) => error!.error.code)).toEqual(Array<string>(10).fill("job_lost"));
    expect(simulator.calls).toHaveLength(50);
  } finally {
    await Promise.all(running.map((gateway) => gateway.stop("SIGKILL")));
    remove();
  }
});

const missing = noRedis ?? (binaries === undefined ? " (skipped: no PostgreSQL on this machine)" : "");
describe.skipIf(missing !== "")(`three replicas on PostgreSQL and Redis${missing}`, () => {
  let postgres: PostgresServer;
  let redis: RedisServer;
  beforeAll(async () => void ([postgres, redis] = await Promise.all([startPostgres(binaries!), startRedis()])));
  afterAll(async () => void (await Promise.all([postgres?.stop(), redis?.stop()])));

  test("one of them killed under 200 running and 200 pending: 400 ends, none twice", async () => {
    const { folder, remove } = newFolder();
    try {
      simulator.reset();
      simulator.script({ delayHeadersMs: 4000, usage });
      const place = { folder, postgresUrl: await postgres.createDatabase(), redisUrl: redis.url };
      const gateways = await Promise.all([1, 2, 3].map(() => started(place, { concurrency: 67 })));
      const key = await createKey(gateways[0]!.url, budget);
      // A new key is known to all within a second.
      const headers = { "x-bf-vk": key.value };
      for (const { url } of gateways)
        await expect.poll(async () => (await ask(url, "GET", "/v1/async/jobs", { headers })).status, { timeout: 5000 }).toBe(200);
      const ids = await submitted(gateways, key, 400, 200);
      await gateways[2]!.stop("SIGKILL");
      simulator.script({ usage });
      const ended = (await endOfAll(gateways[0]!, key, ids)) as { status: string }[];
      expect(ended.filter(({ status }) => status === "completed")).toHaveLength(400);
      const made = simulator.calls.length;
      const twice = made - 400;
      expect(twice).toBeGreaterThan(0);
      expect(twice).toBeLessThanOrEqual(67);
      // Charged as lost when their lease is over.
      await expect.poll(() => spent(gateways[0]!, key), { timeout: 10_000 }).toBe(made * callCost);
      expect(await endOfAll(gateways[1]!, key, ids)).toEqual(ended);
    } finally {
      await Promise.all(running.map((gateway) => gateway.stop("SIGKILL")));
      remove();
    }
  });
});
