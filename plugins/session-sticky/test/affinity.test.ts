/** A hundred sessions at once, targets that fail by chance, and callers who chose the same names. */
import type { Call, Random, Target } from "@headgate/core";
import { createRandom } from "@headgate/testkit";
import { expect, test } from "vitest";
import { asksNext } from "./asks-next.ts";
import { createScene, failing, haiku, llama, openSessions, served, small } from "./scene.ts";

const sessions = 100;
const turns = 20;
const all = [small, haiku, llama];

/** Which targets are down in this round: each by chance, never all of them. */
function outages(random: Random): ReadonlySet<string> {
  const down = all.filter(() => random.number() < 0.02);
  return new Set((down.length < all.length ? down : []).map(({ provider }) => provider));
}

/** As a balancer does: any order is as good as another. */
function shuffled(random: Random): readonly Target[] {
  return all
    .map((target) => ({ target, at: random.number() }))
    .sort((one, other) => one.at - other.at)
    .map(({ target }) => target);
}

interface Tally {
  /** Turns after the first of a session. */
  turns: number;
  /** Those that the target of the turn before served. */
  stayed: number;
  /** Those whose target of the turn before was down. */
  lost: number;
}

interface Game {
  readonly seed: number;
  /** Somebody decides for each request where it may go, in any order; else an alias has one order for all. */
  readonly balanced: boolean;
  readonly named: boolean;
}

async function play({ seed, balanced, named }: Game): Promise<Tally> {
  const random = createRandom(seed);
  let down: ReadonlySet<string> = new Set();
  const scene = await openSessions({ host: createScene(), inside: [asksNext({})] });
  scene.answer((call: Call) => (down.has(call.provider) ? failing(call) : served(scene.host, call)));
  const before = new Map<number, string>();
  const tally: Tally = { turns: 0, stayed: 0, lost: 0 };
  for (let turn = 0; turn < turns; turn++) {
    for (let session = 0; session < sessions; session++) {
      down = outages(random);
      const targets = shuffled(random);
      const { ran } = await scene.ask({
        ...(named && { session: `session-${session}` }),
        ...(balanced && { targets, call: targets[0]! }),
        caller: `caller-${session}`,
      });
      const by = ran.outcome.call!.provider;
      const last = before.get(session);
      before.set(session, by);
      if (last === undefined) continue;
      tally.turns += 1;
      if (by === last) tally.stayed += 1;
      if (down.has(last)) tally.lost += 1;
    }
  }
  return tally;
}

test.each([
  { seed: 1, balanced: true },
  { seed: 2, balanced: true },
  { seed: 3, balanced: false },
  { seed: 4, balanced: false },
])("at least 95 % of the turns stay, and each that moves had lost its target: %o", async (game) => {
  const { turns: counted, stayed, lost } = await play({ ...game, named: true });
  expect(counted).toBe(sessions * (turns - 1));
  expect(stayed / counted).toBeGreaterThanOrEqual(0.95);
  expect(lost).toBeGreaterThan(0);
  expect(counted - stayed).toBe(lost);
});

test("without session ids they are spread, so that the figures above are the plugin's", async () => {
  const { turns: counted, stayed } = await play({ seed: 1, balanced: true, named: false });
  expect(stayed / counted).toBeLessThan(0.5);
});

test("a hundred callers with the same session id share nothing", async () => {
  const scene = await openSessions();
  const keys = new Map<string, Target>();
  for (let caller = 0; caller < sessions; caller++) {
    const target = all[caller % all.length]!;
    keys.set(`caller-${caller}`, target);
    scene.answer((call) => served(scene.host, { ...call, ...target }));
    const { prefer } = await scene.ask({ session: "same", caller: `caller-${caller}` });
    expect(prefer).toBeUndefined();
  }
  scene.answer((call) => served(scene.host, call));
  for (const [caller, { provider, model }] of keys) {
    expect((await scene.ask({ session: "same", caller })).asked).toEqual([`${provider}/${model}`]);
  }
});

test.each<readonly [string, string, string, string, string]>([
  ["a caller named like an address", "127.0.0.1", "s", "", "s"],
  ["separators in names", 'a","b', "c", "a", 'b","c'],
  ["names that run into one another", "ab", "c", "a", "bc"],
  ["control characters", "a\u0000b", "c", "a", "b\u0000c"],
])("%s does not make two sessions one", async (_what, caller, session, otherCaller, otherSession) => {
  const scene = await openSessions();
  scene.answer((call) => served(scene.host, { ...call, ...haiku }));
  await scene.ask({ caller, session });
  scene.answer((call) => served(scene.host, call));
  const other = otherCaller ? { caller: otherCaller } : {};
  expect((await scene.ask({ ...other, session: otherSession })).asked).toEqual(["openai/small"]);
  expect((await scene.ask({ caller, session })).asked).toEqual(["anthropic/haiku"]);
});
