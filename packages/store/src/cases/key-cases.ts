/** No key, id or value means anything to a driver: a hundred nasty ones never meet and never break it. */
import assert from "node:assert/strict";
import { hold, type StoreSteps } from "./steps.ts";

const minute = 60_000;
const sliding = { ms: minute, sliding: true };

const injections = [
  "redis.call('FLUSHALL')",
  "'); redis.call('FLUSHALL') --",
  "]] redis.call('FLUSHALL') [[",
  "\r\nFLUSHALL\r\n",
  "*1\r\n$8\r\nFLUSHALL\r\n",
  "$-1\r\n",
  "{a}b",
  "{}",
  "a}b{c",
  "*",
  "a?[b]*",
  "KEYS[1]",
  "ARGV[1]",
  "${key}",
  "%s%d%99999c%n",
  "../../etc/passwd",
  "SELECT 1; DROP TABLE counts",
  "<script>",
  "__proto__",
  "constructor",
  "toString",
  "hasOwnProperty",
  "undefined",
  "null",
  "NaN",
  "true",
];

/** What drivers may use themselves, inside of their own names. */
const names = [
  "c",
  "f",
  "s",
  "p",
  "r",
  "v",
  "used",
  "slot",
  "newest",
  "until",
  "value",
  "probe",
  "0",
  "-1",
  "1e3",
  "60000",
  "~60000",
];

const separators = [
  "",
  " ",
  "  ",
  ":",
  "::",
  "~",
  "~:",
  ":~",
  ",",
  "/",
  "\\",
  "\0",
  "\0\0",
  "\t",
  "\n",
  "\x7f",
  "\x1b[2J",
  "'",
  '"',
  "`",
];

/** Equal to a reader or after a careless normalization, but not the same. */
const unicode = ["é", "e\u0301", "ﬁ", "fi", "ı", "i", "I", "İ", "ß", "SS", "\u200b", "\ufeff", "\u202e", "🚪", "👨‍👩‍👧", "\ufffd"];

/** Halves of surrogate pairs have no UTF-8. */
const halves = ["\ud800", "\ud801", "\udfff", "a\ud800", "\ud800a", "\udc00\ud800"];

const composed = [
  "a:b",
  "a",
  "b",
  "a b",
  "a  b",
  "c:a",
  "60000 a",
  "~60000 a",
  "60000:a",
  "a 1",
  "a 2",
  "1 a",
  "x".repeat(10_000),
];

const nasty = [
  ...new Set([...injections, ...names, ...separators, ...unicode, ...halves, ...composed, "y".repeat(10_000), "~AAA="]),
];

export const keyCases: Readonly<Record<string, StoreSteps>> = {
  "keeps the values of a hundred nasty keys apart": async (store) => {
    assert.ok(nasty.length >= 100);
    for (const [i, key] of nasty.entries()) await store.set(key, `${i} ${key}`, minute);
    for (const [i, key] of nasty.entries()) assert.equal(await store.get(key), `${i} ${key}`);
    for (const key of nasty.filter((_, i) => i % 2 === 0)) await store.delete(key);
    for (const [i, key] of nasty.entries()) assert.equal(await store.get(key), i % 2 === 0 ? undefined : `${i} ${key}`);
  },
  "keeps the counts of a hundred nasty keys apart, under nasty ids": async (store, clock) => {
    const windows = [undefined, minute, sliding, { from: 0, until: clock.now() + minute }];
    const holds = (key: string, amount: number) => windows.map((window, w) => hold(key, amount * (w + 1), 1000, window));
    for (const [i, key] of nasty.entries()) {
      assert.equal((await store.reserve(key, holds(key, i), minute)).ok, true);
      await store.set(key, "no count", minute);
    }
    for (const [i, key] of nasty.entries()) assert.deepEqual(await store.used(holds(key, 0)), [i, 2 * i, 3 * i, 4 * i]);
    for (const key of nasty) assert.equal(await store.renew(key, 2 * minute), true);
    for (const key of nasty.filter((_, i) => i % 2 === 0)) await store.settle(key, [0, 0, 0, 0]);
    for (const [i, key] of nasty.entries()) {
      assert.deepEqual(await store.used(holds(key, 0)), i % 2 === 0 ? [0, 0, 0, 0] : [i, 2 * i, 3 * i, 4 * i]);
    }
  },
  "keeps one key's numbers, however long they are": async (store) => {
    const month = { from: 0, until: 9e15 };
    await store.reserve("a", [hold("k", 0.1, 1e15, month), hold("l", 1e-7, 1, minute), hold("m", 123_456_789_012, 1e15)], minute);
    await store.reserve("b", [hold("k", 0.2, 1e15, month)], minute);
    assert.deepEqual(await store.used([hold("k", 0, 0, month), hold("l", 0, 0, minute), hold("m", 0, 0)]), [
      0.1 + 0.2,
      1e-7,
      123_456_789_012,
    ]);
  },
};
