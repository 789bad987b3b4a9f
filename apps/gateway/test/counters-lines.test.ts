/** Whatever keys are called and wherever the text breaks off, what can be read is restored. */
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readLines } from "../src/counters-lines.ts";
import { count, countedIn, linesIn, openCounters, type Scene, usedOf } from "./counters-scene.ts";

const inPart = "counters were restored in part: lines of the file are damaged";
const hostile = [
  "",
  "\n",
  'a"b\\',
  "a\r\nb\u2028c\u2029d\u0000",
  '"}\n{"version":2}\n',
  "\ud800",
  "\udc00\ud800",
  "\u{1f6aa} é",
  "__proto__",
  "100 true k",
  "k".repeat(10_000),
];

test("keys are kept as they are, whatever is in them", async () => {
  const scene = await openCounters();
  hostile.forEach((key, at) => count(scene, key, at + 1));
  await scene.clock.advance(1000);
  for (const key of hostile) count(scene, key);
  await scene.stop();
  const restarted = await openCounters(scene.folder);
  expect(countedIn(restarted)).toEqual(countedIn(scene));
  expect(usedOf(restarted, ...hostile)).toEqual(hostile.map((_, at) => at + 2));
  expect(restarted.logged).toEqual([]);
});

test("windows of every kind come back, a period without an end as well", async () => {
  const windows = [{ ms: 3_600_000 }, { ms: 3_600_000, sliding: true }, { from: 0, until: Infinity }];
  const scene = await openCounters();
  windows.forEach((window, at) => scene.store.reserve(`r${at}`, [{ key: "k", amount: at + 1, limit: 9, window }], 1000));
  await scene.stop();
  const { store } = await openCounters(scene.folder);
  expect(store.used(windows.map((window) => ({ key: "k", window })))).toEqual([1, 2, 3]);
});

test.each([
  ["its first letter", 1],
  ["half of a letter of two bytes", '{"key":"'.length + 1],
  ["half of a window", 20],
  ["all but its break", -1],
])("a last line of which only %s was written is left out without a word, and nothing is written behind it", async (_, end) => {
  const { folder, file } = await written("a", "b", "é");
  const text = readFileSync(file);
  const last = text.lastIndexOf("\n", -2) + 1;
  writeFileSync(file, Buffer.concat([text.subarray(0, last), text.subarray(last).subarray(0, end)]));
  const torn = await openCounters(folder);
  expect(usedOf(torn, "a", "b", "é")).toEqual([1, 1, 0]);
  count(torn, "c");
  await torn.stop();
  const healed = await openCounters(folder);
  expect(usedOf(healed, "a", "b", "é", "c")).toEqual([1, 1, 0, 1]);
  expect([...torn.logged, ...healed.logged]).toEqual([]);
});

test.each([
  "",
  "{}",
  "null",
  '{"key":"a","window":{"from":0',
  "\0\0\0\0",
  '{"key":1,"window":{"ms":1000},"parts":[]}',
  '{"key":"a","window":null,"parts":[]}',
  '{"key":"a","window":{"ms":0},"parts":[]}',
  '{"key":"a","window":{"ms":1e999,"sliding":true},"parts":[[1,1]]}',
  '{"key":"a","window":{"from":0,"until":"x"},"parts":[[0,1]]}',
  '{"key":"a","window":{"ms":1000,"sliding":true},"parts":[[1e300,1]]}',
  '{"key":"a","window":{"ms":1000},"parts":[[1]]}',
  '{"key":"a","window":{"ms":1000},"parts":{}}',
])("a damaged line elsewhere is said so, the others are restored and the file is mended: %j", async (line) => {
  const { folder, file } = await written("a", "b");
  const [a, b] = linesIn(file);
  writeFileSync(file, `{"version":1}\n${a}\n${line}\n${b}\n`);
  const partly = await openCounters(folder);
  expect(partly.logged.map(({ message }) => message)).toEqual([inPart]);
  expect(usedOf(partly, "a", "b")).toEqual([1, 1]);
  count(partly, "b");
  await partly.stop();
  const mended = await openCounters(folder);
  expect(usedOf(mended, "a", "b")).toEqual([1, 2]);
  expect(mended.logged).toEqual([]);
});

test("the last line for a key and window holds, however its fields are ordered", () => {
  const lines = [
    '{"key":"a","window":{"ms":1000,"sliding":false},"parts":[[1,1]]}',
    '{"key":"b","window":{"from":1,"until":2},"parts":[[0,1]]}',
    '{"key":"a","window":{"ms":1000,"sliding":true},"parts":[[1,2]]}',
    '{"key":"b","window":{"until":2,"from":1},"parts":[]}',
    '{"window":{"ms":1000},"parts":[[2,3]],"key":"a"}',
  ];
  const { snapshot } = readLines(`{"version":1}\n${lines.join("\n")}\n`);
  expect(snapshot.counts.map(({ key, parts }) => [key, parts])).toEqual([
    ["a", [[1, 2]]],
    ["b", []],
    ["a", [[2, 3]]],
  ]);
});

test("a file that was left by a kill is gone on with", async () => {
  const { folder, file } = await written("a");
  appendFileSync(file, linesIn(file)[0]!.replace("[0,1]", "[0,5]") + "\n");
  expect(usedOf(await openCounters(folder), "a")).toEqual([5]);
});

/** Each counted once, in a file that nobody writes any more. */
async function written(...keys: readonly string[]): Promise<Scene> {
  const scene = await openCounters();
  for (const key of keys) count(scene, key);
  await scene.stop();
  return scene;
}
