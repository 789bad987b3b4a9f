/** A memory store whose counts are kept in a file of a new folder, on a clock moved by hand. */
import { createMemoryStore, type MemoryStore } from "@headgate/store";
import { createClock, createHost, type HandClock } from "@headgate/testkit";
import { mkdtempSync, readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { keepCounters } from "../src/counters-file.ts";

const now = Date.UTC(2026, 0, 1);
export const month = { from: now, until: Date.UTC(2026, 1, 1) };

export interface Scene {
  readonly folder: string;
  readonly store: MemoryStore;
  readonly file: string;
  readonly clock: HandClock;
  readonly logged: readonly { readonly message: string }[];
  stop(): Promise<void>;
}

export async function openCounters(folder: string = newFolder(), clock: HandClock = createClock(now)): Promise<Scene> {
  const { log, logged } = createHost({ clock });
  const store = createMemoryStore({ clock });
  const file = join(folder, "state", "counters.json");
  const { stop } = await keepCounters(store, file, { log, clock });
  return { folder, store, file, clock, logged, stop };
}

export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "headgate-counters-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Negative where it is given back. */
export function count({ store }: Pick<Scene, "store">, key: string, amount = 1): void {
  store.reserve("r", [{ key, amount, limit: 1e9, window: month }], 1000);
  store.settle("r", [amount]);
}

export function usedOf({ store }: Pick<Scene, "store">, ...keys: readonly string[]): readonly number[] {
  return store.used(keys.map((key) => ({ key, window: month })));
}

/** All in the order of their names. */
export function countedIn({ store }: Pick<Scene, "store">): string[] {
  return store
    .snapshot()
    .counts.map((counted) => JSON.stringify(counted))
    .toSorted();
}

/** Without the first, which says what the file is. */
export function linesIn(file: string): string[] {
  return readFileSync(file, "utf8").split("\n").slice(1, -1);
}
