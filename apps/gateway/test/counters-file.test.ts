/** What was counted in memory survives a restart, and no file is made for nothing. */
import { createClock } from "@headgate/testkit";
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { expect, test } from "vitest";
import { count, newFolder, openCounters, usedOf } from "./counters-scene.ts";

const hour = 3_600_000;
const hold = { key: "budget", amount: 5, limit: 10, window: { ms: hour } };
const unwritten = "counters cannot be written: a restart would forget them";

test("where nothing is counted no file is made", async () => {
  const { file, clock, stop } = await openCounters();
  await clock.advance(10_000);
  await stop();
  expect(existsSync(file)).toBe(false);
  expect(clock.pending).toBe(0);
});

test("a restart goes on counting where it stopped", async () => {
  const folder = newFolder();
  const clock = createClock();
  const before = await openCounters(folder, clock);
  before.store.reserve("a", [hold], 1000);
  before.store.settle("a", [7]);
  await before.stop();
  const after = await openCounters(folder, clock);
  expect(after.store.used([hold])).toEqual([7]);
  await clock.advance(hour);
  expect(after.store.used([hold])).toEqual([0]);
  await after.stop();
});

test("what was counted is on disk within a flush interval, for a process that dies", async () => {
  const { store, file, clock, stop } = await openCounters();
  store.reserve("a", [hold], 1000);
  await clock.advance(1000);
  await expect.poll(() => existsSync(file) && readFileSync(file, "utf8")).toContain('"budget"');
  await stop();
});

test("only its owner may read the file", async () => {
  const scene = await openCounters();
  count(scene, "k");
  await scene.stop();
  expect((statSync(scene.file).mode & 0o777).toString(8)).toBe("600");
});

test.each(['{"version":1,"cou', "", "null\n", '{"version":2}\n'])(
  "a damaged file stops nobody and is said so: %j",
  async (text) => {
    const first = await openCounters();
    first.store.reserve("a", [hold], 1000);
    await first.stop();
    writeFileSync(first.file, text);
    const second = await openCounters(first.folder);
    expect(second.logged.map(({ message }) => message)).toEqual([
      "counters were not restored: the file is damaged; counting begins anew",
    ]);
    await second.stop();
    expect(readFileSync(second.file, "utf8")).toBe(text);
    const third = await openCounters(first.folder);
    count(third, "k");
    await third.stop();
    expect(usedOf(await openCounters(first.folder), "k")).toEqual([1]);
  },
);

test("a file that is gone is written anew, with all that is counted", async () => {
  const scene = await openCounters();
  count(scene, "a", 3);
  await scene.clock.advance(1000);
  await expect.poll(() => existsSync(scene.file)).toBe(true);
  rmSync(dirname(scene.file), { recursive: true });
  count(scene, "b", 4);
  await scene.stop();
  expect(usedOf(await openCounters(scene.folder), "a", "b")).toEqual([3, 4]);
  expect(scene.logged).toEqual([]);
});

test("what could not be written is said once, and written as soon as it can be, whether or not more was counted", async () => {
  const scene = await openCounters();
  const { clock, file, logged } = scene;
  // Not even root writes a file where a folder is.
  mkdirSync(file, { recursive: true });
  count(scene, "a", 3);
  await clock.advance(1000);
  await expect.poll(() => logged.map(({ message }) => message)).toEqual([unwritten]);
  await clock.advance(1000);
  await clock.advance(1000);
  rmSync(file, { recursive: true });
  await scene.stop();
  expect(logged.map(({ message }) => message)).toEqual([unwritten]);
  expect(usedOf(await openCounters(scene.folder), "a")).toEqual([3]);
});
