import { expect, test } from "vitest";
import { createClock } from "../src/index.ts";

test("fires what falls due in the order of time, and in the order of setting at the same time", async () => {
  const clock = createClock(0);
  const fired: string[] = [];
  clock.after(20, () => fired.push(`b at ${clock.now()}`));
  clock.after(10, () => fired.push(`a at ${clock.now()}`));
  clock.after(20, () => fired.push(`c at ${clock.now()}`));
  clock.after(31, () => fired.push("too late"));
  await clock.advance(30);
  expect(fired).toEqual(["a at 10", "b at 20", "c at 20"]);
  expect(clock.now()).toBe(30);
  expect(clock.pending).toBe(1);
});

test("lets a timer that fires set the next one within the same advance", async () => {
  const clock = createClock(0);
  const woke: number[] = [];
  const worker = async (): Promise<void> => {
    for (let round = 0; round < 3; round++) {
      await clock.sleep(10);
      woke.push(clock.now());
    }
  };
  const done = worker();
  await clock.advance(100);
  await done;
  expect(woke).toEqual([10, 20, 30]);
});

test("forgets a timer that is cancelled", async () => {
  const clock = createClock(0);
  const cancel = clock.after(10, () => expect.unreachable());
  cancel();
  expect(clock.pending).toBe(0);
  await clock.advance(100);
});

test.each(["before it sleeps", "while it sleeps"])(
  "a sleep rejects with the signal's reason when that fires %s",
  async (when) => {
    const clock = createClock();
    const gone = new AbortController();
    const reason = new Error("the client left");
    if (when === "before it sleeps") gone.abort(reason);
    const slept = clock.sleep(1000, gone.signal);
    gone.abort(reason);
    await expect(slept).rejects.toBe(reason);
    expect(clock.pending).toBe(0);
  },
);
