/** A thousand calls against a budget with room for thirty-seven: all at once for one process, 250 at a time for several. */
import type { SimulatorOptions } from "@headgate/simulator";
import { expect, test } from "vitest";
import { type Answer, ask, counted, createKey, decision, known, summaryOf, until, usedOf, type VirtualKey } from "./asking.ts";
import { callCost, type Scene, usage } from "./scene.ts";

const room = 37;
const calls = 1000;

/** Answers of the simulator that wait until the test lets them go. */
export interface Gate {
  readonly options: SimulatorOptions;
  /** How many wait. */
  waiting(): number;
  open(): void;
}

export function createGate(): Gate {
  const waits: (() => void)[] = [];
  return {
    options: {
      after(_ms, go) {
        waits.push(go);
        return () => {};
      },
    },
    waiting: () => waits.length,
    open() {
      for (const go of waits.splice(0)) go();
    },
  };
}

const fallbacks = ["openai/gpt-4o", "openai/gpt-4o-mini"];
const well = [{}, { stream: true }, { fallbacks }, { fallbacks, stream: true }, { model: "openai/gpt-4o" }];
const failing = [
  { model: "openai/broken", fallbacks },
  { model: "openai/broken", fallbacks, stream: true },
];

export function budgetTests(scene: () => Scene, gate: Gate): void {
  test("1,000 calls, some streamed, some with fallbacks: a budget with room for 37 lets 37 through, the others hear 402", async () => {
    const { key, answers, admitted, asked } = await rush(scene(), gate, well);
    expect(admitted).toBe(room);
    expect(counted(answers.map(decision))).toEqual({ "200": room, "402 budget_exceeded": calls - room });
    const streams = answers.filter(({ status, headers }) => status === 200 && headers["content-type"] !== "application/json");
    expect(streams.length).toBeGreaterThan(0);
    expect(streams.filter(({ text }) => !text.endsWith("data: [DONE]\n\n"))).toEqual([]);
    await isSpent(scene(), key, asked);
  });

  test("1,000 calls, some of which fail first and fall back: never more than 37, and what failed gave its money back", async () => {
    const { key, answers, admitted, asked } = await rush(scene(), gate, [...failing, ...well]);
    expect(admitted).toBeLessThanOrEqual(room);
    expect(counted(answers.map(decision))).toEqual({ "200": admitted, "402 budget_exceeded": calls - admitted });
    // What is left is worth exactly the calls that are missing.
    scene().simulator.script({ usage });
    const rest: string[] = [];
    for (let i = admitted; i <= room; i++) rest.push(decision(await ask(scene().gateways[0]!, "chat", key)));
    expect(rest).toEqual([...Array.from({ length: room - admitted }, () => "200"), "402 budget_exceeded"]);
    await isSpent(scene(), key, asked + rest.length);
  });
}

interface Rush {
  readonly key: VirtualKey;
  readonly answers: readonly Answer[];
  /** How many were with the provider when everybody else had been turned away. */
  readonly admitted: number;
  /** At least as often as there are calls. */
  readonly asked: number;
}

async function rush({ simulator, gateways }: Scene, gate: Gate, variants: readonly object[]): Promise<Rush> {
  simulator.reset();
  simulator.script([
    { model: "broken", status: 500 },
    { usage, delayHeadersMs: 1 },
  ]);
  const key = await createKey(gateways[0]!, { budget: { max_limit: (room * callCost) / 1e9, reset_duration: "1d" } });
  await known(gateways, key);
  if (gateways.length > 1) await warm(gateways);
  const atOnce = gateways.length > 1 ? 250 : calls;
  const answers: Answer[] = [];
  const all: Promise<unknown>[] = [];
  let asked = 0;
  const next = async (i: number): Promise<unknown> => {
    const more = variants[Math.floor(i / gateways.length) % variants.length];
    for (;;) {
      const answer = await ask(gateways[i % gateways.length]!, "chat", key, more);
      asked++;
      if (answer.status !== 503) return answers.push(answer);
      // Processes that get no turn on a small machine take Redis for dead after 250 ms, and say so: they are asked again.
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };
  while (all.length < calls) {
    for (let i = 0; i < atOnce; i++) all.push(next(all.length));
    await until(async () => (answers.length + gate.waiting() >= all.length ? true : undefined), 5);
  }
  const admitted = gate.waiting();
  gate.open();
  await Promise.all(all);
  return { key, answers, admitted, asked };
}

/** Everybody agrees: the provider, the ledger, and each process's view of the budget. */
async function isSpent({ simulator, gateways }: Scene, key: VirtualKey, requests: number): Promise<void> {
  expect(simulator.calls.filter(({ model }) => model !== "broken")).toHaveLength(room);
  const cost = (room * callCost) / 1e9;
  const sums = await until(async () => {
    const seen = await summaryOf(gateways[0]!, key);
    return seen.requests < requests ? undefined : seen;
  });
  expect(sums).toMatchObject({ requests, cost });
  for (const to of gateways) expect((await usedOf(to, key)).budget.current_usage).toBe(cost);
}

/** By calls for which there is no money: code that has never run and new connections are slow as well. */
async function warm(gateways: Scene["gateways"]): Promise<void> {
  const key = await createKey(gateways[0]!, { budget: { max_limit: callCost / 2e9, reset_duration: "1d" } });
  await known(gateways, key);
  for (const length of [20, 20, 40, 80, 80, 160, 250]) {
    await Promise.all(Array.from({ length }, (_, i) => ask(gateways[i % gateways.length]!, "chat", key)));
  }
  for (const to of gateways) {
    await until(async () => (decision(await ask(to, "chat", key)) === "402 budget_exceeded" ? true : undefined));
  }
}
