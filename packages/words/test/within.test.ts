/** Waiting with an end, by a clock that only the test moves. */
import { createClock } from "@headgate/testkit";
import { within } from "@headgate/words";
import { expect, test } from "vitest";

const messageOf = (error: Error): string => error.message;

test.each<readonly [string, () => Promise<string>, string]>([
  ["an answer in time", async () => "here", "here"],
  ["a failure in time", () => Promise.reject(new Error("it failed")), "it failed"],
])("passes on %s, and leaves no timer behind", async (_what, ask, expected) => {
  const clock = createClock();
  const late: string[] = [];
  const waited = within(ask(), 1000, clock, (answer) => late.push(answer));
  expect(await waited.catch(messageOf)).toBe(expected);
  await clock.advance(1000);
  expect([late, clock.pending]).toEqual([[], 0]);
});

test.each<readonly [string, () => Promise<string>, readonly string[]]>([
  ["answer", async () => "after all", ["after all"]],
  ["failure", () => Promise.reject(new Error("after all")), []],
])("rejects at its end, and passes on only an answer that comes late: %s", async (_what, end, expected) => {
  const clock = createClock();
  const late: string[] = [];
  const slow = clock.sleep(2000).then(end);
  const waited = within(slow, 1000, clock, (answer) => late.push(answer)).catch(messageOf);
  await clock.advance(999);
  expect(clock.pending).toBe(2);
  await clock.advance(1);
  expect([await waited, late]).toEqual(["no answer within 1000 ms", []]);
  await clock.advance(1000);
  expect([late, clock.pending]).toEqual([expected, 0]);
});

test("a late answer that cannot be undone harms nobody", async () => {
  const clock = createClock();
  const undo = (): never => {
    throw new Error("it cannot be undone");
  };
  const waited = within(clock.sleep(2), 1, clock, undo).catch(messageOf);
  await clock.advance(2);
  expect(await waited).toBe("no answer within 1 ms");
});
