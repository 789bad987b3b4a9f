/** Every ending × every way: exactly one record of the request, one of each call that left, and the provider's tokens to the token. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ask, type Cell, cells } from "./cells.ts";
import { endings } from "./endings.ts";
import { expectedOf, shownOf } from "./expected.ts";
import { writeReport } from "./report.ts";
import { type Kept, openScene, readLedger, type Scene } from "./scene.ts";
import { type Tokens, ways } from "./ways.ts";
import { wordsOf } from "./words.ts";

let scene: Scene;
let ledger: Awaited<ReturnType<typeof readLedger>>;
const answers = new Map<Cell, PromiseSettledResult<string>>();

beforeAll(async () => {
  scene = await openScene(cells);
  // Those with short timers have the machine for themselves.
  for (const hasty of [false, true]) {
    const some = cells.filter(({ ending }) => (ending.provider === "hasty") === hasty);
    const settled = await Promise.allSettled(some.map((cell) => ask(scene, cell)));
    for (const [i, cell] of some.entries()) answers.set(cell, settled[i]!);
  }
  ledger = await readLedger(scene.gateway);
});
afterAll(async () => {
  await scene?.close();
  writeReport(
    endings.map(({ name }) => name),
    [...new Set(ways.map(({ group }) => group))].map((one) => ways.filter(({ group }) => group === one).map(({ name }) => name)),
    (row, column) => {
      const cell = cells.find(({ ending, way }) => ending.name === row && way.name === column);
      if (!cell) return "not to be seen before the end";
      return answers.get(cell)?.status === "fulfilled" ? wordsOf(requestsOf(cell), callsOf(cell)) : undefined;
    },
  );
});

describe.each(endings.map((ending) => [ending.name, ending] as const))("%s", (_name, ending) => {
  const own = cells.filter((cell) => cell.ending === ending);
  test.each(own.map((cell) => [cell.way.name, cell] as const))("%s", (_way, cell) => {
    const answer = answers.get(cell)!;
    if (answer.status === "rejected") throw answer.reason;
    const received = scene.simulator.calls.filter(({ body }) => body.includes(cell.id)).length;
    expect(shownOf(requestsOf(cell), callsOf(cell), received)).toEqual(expectedOf(cell, answer.value));
  });
});

test("there is nothing else in the ledger, and no id twice", () => {
  const expected = cells.map(({ ending, way }) => ending.expects?.(way));
  expect(ledger.requests).toHaveLength(expected.filter((one) => one).length);
  expect(ledger.calls).toHaveLength(expected.reduce((sum, one) => sum + (one?.calls.length ?? 0), 0));
  const ids = [...ledger.requests, ...ledger.calls].map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

test("the summary is the sum of all calls, to the token", async () => {
  const { summary } = (await (await fetch(`${scene.gateway.url}/api/usage/summary`)).json()) as { summary: [{ tokens: Tokens }] };
  const units = ["input", "output", "cache_read", "cache_write", "reasoning"] as const;
  const sum = (unit: keyof Tokens): number =>
    ledger.calls.reduce((all, { units: told }) => all + ((told as Tokens | null)?.[unit] ?? 0), 0);
  const tokens = Object.fromEntries(units.map((unit) => [unit, sum(unit)]));
  expect(summary).toEqual([{ requests: ledger.requests.length, calls: ledger.calls.length, tokens, cost: 0 }]);
  expect(tokens["cache_write"]).toBeGreaterThan(0);
});

function requestsOf({ id }: Cell): readonly Kept[] {
  return ledger.requests.filter(({ correlation_id }) => correlation_id === id);
}

function callsOf({ id }: Cell): readonly Kept[] {
  const own = ledger.calls.filter(({ correlation_id }) => correlation_id === id);
  return own.toSorted((one, other) => Number(one["attempt"]) - Number(other["attempt"]));
}
