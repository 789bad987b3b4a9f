import { createClock, createHost, exchangeOf } from "@headgate/testkit";
import { expect, test } from "vitest";
import * as words from "../src/index.ts";
import { Attempts, Principal, takeAttempt, Targets } from "../src/index.ts";

test("no two words share a name", () => {
  const names = Object.values(words).flatMap((word) => (typeof word === "object" && "name" in word ? [word.name] : []));
  expect(names.length).toBeGreaterThan(0);
  expect(new Set(names).size).toBe(names.length);
});

test("who asks and where it may go travel with a frozen request, what it has used up does not", () => {
  expect([Principal.durable, Targets.durable, Attempts.durable]).toEqual([true, true, undefined]);
});

test("gives seven further attempts, then no more, whoever takes them", () => {
  const x = exchangeOf();
  const taken = Array.from({ length: 9 }, () => takeAttempt(x, 0));
  expect(taken.filter(Boolean)).toHaveLength(7);
  expect(taken.slice(7)).toEqual([false, false]);
});

test.each([
  ["a moment before its end", 599_999, true],
  ["at its end", 600_000, false],
])("%s the time of all attempts together allows another: %s ms, %s", async (_when, waitMs, allowed) => {
  const clock = createClock();
  const x = exchangeOf();
  takeAttempt(x, clock.now());
  await clock.advance(waitMs);
  expect(takeAttempt(x, clock.now())).toBe(allowed);
});

test("each request has a budget of its own", () => {
  const [spent, fresh] = [exchangeOf(), exchangeOf()];
  for (let i = 0; i < 8; i++) takeAttempt(spent, 0);
  expect([takeAttempt(spent, 0), takeAttempt(fresh, 0)]).toEqual([false, true]);
});

test("a budget that somebody else has set is kept", () => {
  const x = createHost().exchange(exchangeOf());
  x.set(Attempts, { left: 1, until: 10 });
  expect([takeAttempt(x, 0), takeAttempt(x, 0)]).toEqual([true, false]);
});
