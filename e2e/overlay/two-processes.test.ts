/** Promise: on one PostgreSQL each process takes what the other made by API within about a second, and none breaks the other. */
import { type Simulator, startSimulator } from "@headgate/simulator";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { binaries, type PostgresServer, startPostgres } from "../../scripts/servers/postgres.ts";
import type { RunningGateway } from "../start/gateway.ts";
import { api, chat, configOf, mine, newFolder, secret, start } from "./scene.ts";

const missing = binaries === undefined ? " (skipped: no PostgreSQL on this machine)" : "";
/** A poll, the building of a gateway, and a machine that is busy with other tests. */
const soonMs = 2000;

describe.skipIf(missing !== "")(`two processes on one PostgreSQL${missing}`, () => {
  let simulator: Simulator;
  let postgres: PostgresServer;
  let one: RunningGateway;
  let other: RunningGateway;
  beforeAll(async () => {
    [simulator, postgres] = await Promise.all([startSimulator({ models: ["gpt-4o"] }), startPostgres(binaries!)]);
  });
  afterAll(async () => {
    await Promise.all([simulator?.close(), postgres?.stop()]);
  });
  beforeEach(async () => {
    const config = configOf(simulator, { folder: newFolder(), postgresUrl: await postgres.createDatabase() });
    [one, other] = await Promise.all([start(config), start(config)]);
  });

  test("what one makes the other serves, and what the other deletes the one serves no more", async () => {
    expect((await api(one, "POST", "", mine(simulator))).status).toBe(200);
    await soon(async () => (await chat(other, "mine/gpt-4o")).status === 200);
    expect(simulator.calls.at(-1)!.key).toBe(secret);
    expect((await api(other, "DELETE", "/mine")).status).toBe(200);
    await soon(async () => (await chat(one, "mine/gpt-4o")).status === 404);
  });

  test("of both who make the same at the same time one is told that it exists, and nothing is lost", async () => {
    const made = await Promise.all([one, other].map((gateway) => api(gateway, "POST", "", mine(simulator))));
    expect(made.map(({ status }) => String(status)).toSorted()).toEqual(["200", "409"]);
    const keys = ["a", "b", "c", "d"].flatMap((name) => [one, other].map((gateway, i) => [gateway, `${name}${i}`] as const));
    const added = await Promise.all(
      keys.map(([gateway, name]) => api(gateway, "POST", "/mine/keys", { name, value: `${secret}-${name}` })),
    );
    const names = keys.filter((_, i) => added[i]!.status === 200).map(([, name]) => name);
    expect(added.every(({ status, body }) => status === 200 || body["type"] === "conflict")).toBe(true);
    for (const gateway of [one, other]) {
      await soon(async () => {
        const { body } = await api(gateway, "GET", "/mine/keys");
        const known = (body["keys"] as { name: string }[]).map(({ name }) => name).toSorted();
        return JSON.stringify(known) === JSON.stringify(["k0", ...names].toSorted());
      });
    }
  });
});

async function soon(holds: () => Promise<boolean>): Promise<void> {
  const until = performance.now() + soonMs;
  while (!(await holds())) {
    if (performance.now() > until) throw new Error(`still not so after ${soonMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
