/** Promise: told to end, the gateway loses no record, also of what ends only while it drains; the next one on the same files has all. */
import { startSimulator } from "@headgate/simulator";
import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { localProvider } from "../start/config.ts";
import { type RunningGateway, startGateway } from "../start/gateway.ts";
import { readLedger } from "./scene.ts";
import { vendors } from "../together/vendors.ts";
import { type Way, ways } from "./ways.ts";

const each = 40;
const tokens = { input: 1001, output: 11, cache_read: 1000, cache_write: 3, reasoning: 7 };

test("SIGTERM loses nothing of what has ended and of what is under way", async () => {
  const folder = await mkdtemp(join(tmpdir(), "headgate-ledger-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const scripted = ways.map((way) => ({ operation: way.called, usage: way.usage(way.reports(tokens)) }));
  const simulator = await startSimulator({
    models: ["quick", "slow"],
    faults: scripted.flatMap((fault) => [
      { ...fault, model: "slow", delayHeadersMs: 500, events: 20, paceMs: 20 },
      { ...fault, model: "quick" },
    ]),
  });
  onTestFinished(() => simulator.close());
  const start = async (): Promise<RunningGateway> => {
    const gateway = await startGateway({
      providers: Object.fromEntries(
        vendors.map(({ dialect, baseUrl }) => [dialect, localProvider(simulator, { dialect, baseUrl: baseUrl(simulator.url) })]),
      ),
      state: { folder },
      plugins: [
        ["@headgate/plugin-auth", { anonymous: true, openAdmin: true }],
        // Nothing is written before the end.
        ["@headgate/plugin-usage", { flushMs: 60_000, batch: 10_000 }],
      ],
    });
    onTestFinished(async () => void (await gateway.stop("SIGKILL")));
    return gateway;
  };
  const first = await start();
  const asked = new Map<string, Way>();
  const send = async (model: string, i: number): Promise<number> => {
    const way = ways[i % ways.length]!;
    const id = randomUUID();
    asked.set(id, way);
    const name = `${way.vendor.dialect}/${model}`;
    const headers = { "content-type": "application/json", "x-request-id": id };
    const body = JSON.stringify(way.body(name, id, way.stream));
    const response = await fetch(first.url + way.url(name, way.stream), { method: "POST", headers, body });
    await response.text();
    return response.status;
  };
  const under = Array.from({ length: each }, (_, i) => send("slow", i));
  const done = await Promise.all(Array.from({ length: each }, (_, i) => send("quick", i)));
  await simulator.waitForCalls(2 * each);
  expect(await first.stop("SIGTERM")).toBe(0);
  expect(new Set([...done, ...(await Promise.all(under))])).toEqual(new Set([200]));

  const { requests, calls } = await readLedger(await start());
  for (const list of [requests, calls]) {
    expect(list).toHaveLength(asked.size);
    expect(new Set(list.map(({ correlation_id }) => correlation_id))).toEqual(new Set(asked.keys()));
    for (const { correlation_id, operation, ended, estimated, units } of list) {
      const way = asked.get(correlation_id as string)!;
      const told = { operation: way.operation, ended: "complete", estimated: false, units: way.reports(tokens) };
      expect({ operation, ended, estimated, units }).toEqual(told);
    }
  }
});
