/** What an open circuit says, how it closes, and what an outage costs. */
import type { Ran } from "@headgate/testkit";
import { expect, test } from "vitest";
import { down, good, openHalf, openMs, openScene } from "./scene.ts";

const [opened, halfOpened, closed, reopened] = ["closed > open", "open > half-open", "half-open > closed", "half-open > open"];
const statuses = (all: readonly Ran[]): readonly number[] => all.map(({ status }) => status);

test("an open circuit refuses without a call and says when to come back", async () => {
  const scene = await openScene();
  await scene.ask(2);
  scene.answer = down;
  await scene.ask(5);
  await scene.host.clock.advance(12_000);
  const [refused] = await scene.ask(1);
  expect(refused!.error).toEqual({
    code: "service_unavailable",
    status: 503,
    message: "circuit breaker is open: openai/gpt-4o failed 5 of 7 calls",
    type: "server_error",
    by: "circuit-breaker",
    scope: "target",
    retryAfterMs: 18_000,
  });
  expect([refused!.outcome.call, scene.calls.length]).toEqual([undefined, 7]);
  await scene.close();
});

test("a probe that succeeds closes it, with an empty window", async () => {
  const scene = await openHalf({ openMs: 1000 });
  scene.answer = good;
  expect(statuses(await scene.ask(3))).toEqual([200, 200, 200]);
  expect(scene.changes).toEqual([opened, halfOpened, closed]);
  scene.answer = down;
  await scene.ask(5);
  expect((await scene.ask(1))[0]!.error?.message).toContain("failed 5 of 7 calls");
  await scene.close();
});

test("a probe that fails opens it again for the whole time", async () => {
  const scene = await openHalf();
  await scene.ask(1);
  expect(scene.changes).toEqual([opened, halfOpened, reopened]);
  expect((await scene.ask(1))[0]!.error).toMatchObject({
    retryAfterMs: openMs,
    message: "circuit breaker is open: openai/gpt-4o failed 6 of 6 calls",
  });
  await scene.host.clock.advance(openMs - 1);
  await scene.ask(1);
  expect(scene.calls).toHaveLength(6);
  await scene.host.clock.advance(1);
  await scene.ask(1);
  expect(scene.calls).toHaveLength(7);
  await scene.close();
});

test("a provider that is down for a minute is asked a handful of times, and is home within one interval", async () => {
  const scene = await openScene();
  const start = scene.host.clock.now();
  const since = (): number => scene.host.clock.now() - start;
  let [downFrom, home] = [60_000, -1];
  let asked = 0;
  for (; since() < 180_000; await scene.host.clock.advance(1000)) {
    const isDown = since() >= downFrom && since() < downFrom + 60_000;
    const before = scene.calls.length;
    scene.answer = isDown ? down : good;
    const [ran] = await scene.ask(1);
    if (isDown) asked += scene.calls.length - before;
    if (home < 0 && since() >= downFrom + 60_000 && ran!.status === 200) home = since() - downFrom - 60_000;
  }
  // Half of a window of one request a second has to fail first; then one probe an interval.
  const untilOpen = 15;
  expect(asked).toBeGreaterThan(untilOpen);
  expect(asked).toBeLessThanOrEqual(untilOpen + 1 + 60_000 / openMs);
  expect(home).toBeGreaterThanOrEqual(0);
  expect(home).toBeLessThanOrEqual(openMs);
  expect(scene.changes.at(-1)).toBe(closed);
  await scene.close();
});

test("a provider that is down from the start is probed once an interval", async () => {
  const scene = await openScene();
  scene.answer = down;
  for (let second = 0; second < 60; second++) {
    await scene.ask(1);
    await scene.host.clock.advance(1000);
  }
  expect(scene.calls.length).toBeLessThanOrEqual(5 + 60_000 / openMs);
  await scene.close();
});
