/** What was counted in memory survives a restart, and no file is made for nothing. */
import { createMemoryStore, type MemoryStore } from "@headgate/store";
import { createClock, createHost, type HandClock } from "@headgate/testkit";
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { keepCounters } from "../src/counters-file.ts";

const hour = 3_600_000;
const hold = { key: "budget", amount: 5, limit: 10, window: { ms: hour } };

interface Scene {
  readonly store: MemoryStore;
  readonly file: string;
  readonly clock: HandClock;
  readonly logged: readonly { readonly message: string }[];
  stop(): Promise<void>;
}

async function open(folder = newFolder(), clock = createClock()): Promise<Scene> {
  const { log, logged } = createHost({ clock });
  const store = createMemoryStore({ clock });
  const file = join(folder, "state", "counters.json");
  const { stop } = await keepCounters(store, file, { log, clock });
  return { store, file, clock, logged, stop };
}

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "headgate-counters-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

test("where nothing is counted no file is made", async () => {
  const { file, clock, stop } = await open();
  await clock.advance(10_000);
  await stop();
  expect(existsSync(file)).toBe(false);
  expect(clock.pending).toBe(0);
});

test("a restart goes on counting where it stopped", async () => {
  const folder = newFolder();
  const clock = createClock();
  const before = await open(folder, clock);
  before.store.reserve("a", [hold], 1000);
  before.store.settle("a", [7]);
  await before.stop();
  const after = await open(folder, clock);
  expect(after.store.used([hold])).toEqual([7]);
  await clock.advance(hour);
  expect(after.store.used([hold])).toEqual([0]);
  await after.stop();
});

test("what was counted is on disk within a flush interval, for a process that dies", async () => {
  const { store, file, clock, stop } = await open();
  store.reserve("a", [hold], 1000);
  await clock.advance(1000);
  await expect.poll(() => existsSync(file) && readFileSync(file, "utf8")).toContain('"budget"');
  await stop();
});

test("a damaged file stops nobody and is said so", async () => {
  const folder = newFolder();
  const first = await open(folder);
  first.store.reserve("a", [hold], 1000);
  await first.stop();
  writeFileSync(first.file, '{"version":1,"cou');
  const second = await open(folder);
  expect(second.logged.map(({ message }) => message)).toEqual([
    "counters were not restored: the file is damaged; counting begins anew",
  ]);
  await second.stop();
});
