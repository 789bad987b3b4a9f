/** Work that is done again and again, on a clock that the test moves. */
import { createClock } from "@headgate/testkit";
import { expect, test } from "vitest";
import { createRounds } from "../src/run/rounds.ts";

test("rounds wait for each other, and at their end for what is under way", async () => {
  const clock = createClock();
  const rounds = createRounds(clock);
  const began: number[] = [];
  let finish = (): void => {};
  const start = clock.now();
  rounds.every(100, () => {
    began.push(clock.now() - start);
    return new Promise((resolve) => (finish = resolve));
  });
  await clock.advance(250);
  finish();
  await clock.advance(100);
  expect(began).toEqual([100, 350]);
  let ended = false;
  const end = rounds.end().then(() => (ended = true));
  await clock.advance(1000);
  expect(ended).toBe(false);
  finish();
  await end;
  await clock.advance(1000);
  expect([began.length, clock.pending]).toEqual([2, 0]);
});
