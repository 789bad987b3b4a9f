/** A flush costs what has changed, and the file is written anew, bit by bit, before it is too long. */
import type { Counted } from "@headgate/store";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { writeAnew } from "../src/counters-write.ts";
import { count, countedIn, linesIn, month, newFolder, openCounters, type Scene, usedOf } from "./counters-scene.ts";

test("with 100,000 live windows a flush writes the one that changed, also after a restart", async () => {
  const first = await openCounters();
  for (let i = 0; i < 100_000; i++) count(first, `k${i}`);
  await flushed(first, 100_000);
  const appended = async (scene: Scene): Promise<string> => {
    const before = statSync(scene.file).size;
    count(scene, "k500", 6);
    await scene.stop();
    return readFileSync(scene.file).subarray(before).toString();
  };
  const line = (used: number): string => `${JSON.stringify({ key: "k500", window: month, parts: [[0, used]] })}\n`;
  expect(await appended(first)).toBe(line(7));
  const second = await openCounters(first.folder);
  expect(await appended(second)).toBe(line(13));
  expect(countedIn(second).length).toBe(100_000);
}, 30_000);

test("nothing is written where nothing changed, or only what was reserved was used", async () => {
  const scene = await openCounters();
  scene.store.reserve("open", [{ key: "a", amount: 2, limit: 9, window: month }], 100_000);
  await flushed(scene, 1);
  const { mtimeMs, size } = statSync(scene.file);
  scene.store.settle("open", [2]);
  await scene.clock.advance(5000);
  await scene.stop();
  expect(statSync(scene.file)).toMatchObject({ mtimeMs, size });
});

test("what was given back stays given back", async () => {
  const scene = await openCounters();
  scene.store.reserve("open", [{ key: "a", amount: 2, limit: 9, window: month }], 100_000);
  await flushed(scene, 1);
  scene.store.settle("open", [0]);
  await scene.stop();
  expect(linesIn(scene.file).length).toBe(2);
  expect(usedOf(await openCounters(scene.folder), "a")).toEqual([0]);
});

test("one that has grown past twice what is counted and 1,000 lines is written anew, with what still counts", async () => {
  const scene = await openCounters();
  for (const lines of [500, 1000, 1500, 2000, 2500, 499]) {
    for (let i = 0; i < 500; i++) count(scene, `k${i}`);
    if (lines === 499) count(scene, "k7", -usedOf(scene, "k7")[0]!);
    await flushed(scene, lines);
  }
  count(scene, "k7");
  await scene.stop();
  expect(linesIn(scene.file).length).toBe(500);
  expect(countedIn(await openCounters(scene.folder))).toEqual(countedIn(scene));
  expect(existsSync(`${scene.file}.new`)).toBe(false);
});

test("others take their turn between one slice and the next", async () => {
  let turns = 0;
  let turning = true;
  const turn = (): void => {
    turns++;
    if (turning) setImmediate(turn);
  };
  turn();
  const seen: number[] = [];
  function* slices(): Generator<readonly Counted[]> {
    for (let at = 0; at < 5; at++) {
      seen.push(turns);
      yield at % 2 === 0 ? [] : [{ key: `k${at}`, window: month, parts: [[0, 1]] }];
    }
  }
  expect(await writeAnew(join(newFolder(), "counters.json"), slices())).toBe(2);
  turning = false;
  expect(new Set(seen).size).toBe(5);
});

test("what changes while all is written anew is in the next flush", async () => {
  const scene = await openCounters();
  for (let i = 0; i < 5000; i++) count(scene, `k${i}`);
  await scene.clock.advance(1000);
  // Some slices are written by now, others not.
  await expect.poll(() => existsSync(`${scene.file}.new`) || existsSync(scene.file), { interval: 0 }).toBe(true);
  for (const key of ["k0", "k2500", "k4999", "new"]) count(scene, key, 6);
  await scene.stop();
  expect(countedIn(await openCounters(scene.folder))).toEqual(countedIn(scene));
});

async function flushed({ clock, file }: Scene, lines: number): Promise<void> {
  await clock.advance(1000);
  await expect.poll(() => existsSync(file) && linesIn(file).length, { timeout: 10_000 }).toBe(lines);
}
