/** Promise: while Redis is unavailable, each plugin does what its `failMode` says, without delay; afterwards limits count again. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { noRedis, type RedisServer, startRedis } from "../../scripts/servers/redis.ts";
import { type Answer, budgetOf, p99, pause, requestsOf, startSubject, type Subject } from "./gateway.ts";
import { type Proxy, startProxy, type Trouble } from "../../scripts/servers/proxy.ts";
import {
  type Caller,
  callers,
  type Cell,
  cells,
  describeModes,
  expectedOf,
  keyOf,
  type Modes,
  modes,
  outcomeOf,
  titleOf,
  troubles,
  ways,
} from "./redis-cells.ts";

const probeMs = 1000;
/** In addition to what it takes when all is well. */
const addedMs = 50;
const manyCalls = 100_000;
/** By then every probe of the time before has failed, and the next has not. */
const settledMs = 10_000;

/** What is said when it begins and when it is over, by the store and by who uses it. */
const changes = [
  ["warn: the store does not answer: it is refused until a probe succeeds", "info: the store answers again"],
  ["error: the store does not answer: limits cannot be enforced", "info: the store answers again: limits are enforced"],
  ["warn: sessions cannot be read: requests go on without them", "info: sessions can be read again"],
  ["warn: sessions cannot be written: requests go on without them", "info: sessions can be written again"],
  ["warn: key states cannot be shared: using what this process has seen", "info: key states are shared again"],
] as const;
const [[down, up]] = changes;

interface Side {
  readonly modes: Modes;
  readonly proxy: Proxy;
  readonly subject: Subject;
  readonly keys: Readonly<Record<Caller, string>>;
  /** For each trouble two keys for three calls, of which one is made before it. */
  readonly counted: readonly { readonly budget: string; readonly requests: string }[];
  healthyP99: number;
}

interface Seen {
  readonly opening: ReadonlyMap<string, readonly Answer[]>;
  readonly open: ReadonlyMap<string, readonly Answer[]>;
  readonly windowMs: number;
  readonly calls: Proxy["calls"];
  readonly healedMs: number;
  readonly after: Readonly<Record<"budget" | "requests", readonly number[]>>;
  readonly stranger: number;
  readonly said: readonly string[];
}

let redis: RedisServer;
let sides: Side[];

describe.skipIf(noRedis)(`with Redis${noRedis ?? ""}`, () => {
  beforeAll(async () => {
    redis = await startRedis();
    sides = await Promise.all(modes.map(open));
  });
  afterAll(async () => {
    await Promise.all((sides ?? []).map(({ subject }) => subject.close()));
    await Promise.all((sides ?? []).map(({ proxy }) => proxy.stop()));
    await redis?.stop();
  });

  describe.each(troubles)("that %s", (name, trouble) => {
    let seen: readonly Seen[];
    beforeAll(async () => {
      seen = await live(
        troubles.findIndex(([one]) => one === name),
        trouble,
      );
    });

    test.each(cells.map((cell) => [titleOf(cell), cell] as const))("%s", (_, cell) => {
      const wanted = expectedOf(cell);
      for (const answers of [seen[cell.at]!.opening.get(keyOf(cell))!, seen[cell.at]!.open.get(keyOf(cell))!]) {
        expect(answers.length).toBeGreaterThan(0);
        expect([...new Set(answers.map((answer) => outcomeOf(answer, cell.stream)))]).toEqual([wanted]);
      }
    });

    describe.each(modes.map((mode, at) => [describeModes(mode), at] as const))("%s", (_, at) => {
      test.each(ways)("it costs no time once that is known, $way", ({ stream }) => {
        expect(slowest(seen[at]!, stream)).toBeLessThan(sides[at]!.healthyP99 + addedMs);
      });

      test("the server is asked once per probe interval", () => {
        const { calls, windowMs } = seen[at]!;
        const most = Math.floor(windowMs / probeMs) + 1;
        expect(calls.connections).toBeLessThanOrEqual(most);
        expect(calls.sent).toBeLessThanOrEqual(most);
        // Where nobody listens nobody can count.
        expect(calls.connections).toBeGreaterThanOrEqual(name === "is down" ? 0 : 1);
      });

      test("it heals by itself, and limits count again where they had stood", () => {
        expect(seen[at]!.healedMs).toBeGreaterThanOrEqual(0);
        expect(seen[at]!.healedMs).toBeLessThan(probeMs + 2000);
        expect(seen[at]!.after).toEqual({ budget: [200, 200, 402], requests: [200, 200, 429] });
      });

      test("the log has one line for each change", () => {
        const { said } = seen[at]!;
        for (const change of changes) expect(said.filter((line) => change.some((one) => one === line))).toEqual(change);
        expect(said).toHaveLength(2 * changes.length);
      });

      test("nobody is taken for a stranger, and a stranger for nothing else", () => expect(seen[at]!.stranger).toBe(401));
    });
  });
});

async function open(mode: Modes): Promise<Side> {
  const proxy = await startProxy(redis.path);
  const subject = await startSubject({ redisUrl: `redis://127.0.0.1:${proxy.port}` }, mode);
  const many = { ...budgetOf(manyCalls), ...requestsOf(manyCalls) };
  const limitsOf = { budget: budgetOf(manyCalls), requests: requestsOf(manyCalls), both: many, neither: {}, session: {} };
  const keys = {} as Record<Caller, string>;
  for (const caller of callers) keys[caller] = await subject.createKey(limitsOf[caller]);
  const counted = [];
  for (const _ of troubles) {
    const pair = { budget: await subject.createKey(budgetOf(3)), requests: await subject.createKey(requestsOf(3)) };
    for (const key of Object.values(pair)) expect((await subject.chat(key, false)).status).toBe(200);
    counted.push(pair);
  }
  const side: Side = { modes: mode, proxy, subject, keys, counted, healthyP99: 0 };
  await round(side, 200);
  const healthy = [...(await round(side, 700)).values()].flat();
  expect(new Set(healthy.map(({ status }) => status))).toEqual(new Set([200]));
  side.healthyP99 = p99(healthy.map(({ ms }) => ms));
  return side;
}

/** From the first call that finds the server in trouble to the last that finds it well. */
async function live(at: number, trouble: Trouble | "read-only"): Promise<readonly Seen[]> {
  await settled();
  const since = Date.now();
  const from = sides.map(({ subject }) => subject.running.logs().length);
  await become(trouble);
  const opening = await each(async (side) => {
    const answers = await round(side, 0, true);
    const known = side.subject.heard(down, since).then(() => true);
    const until = Date.now() + 3000;
    while (Date.now() < until && !(await Promise.race([known, pause(0)]))) await round(side, 0);
    return answers;
  });
  const open = await each(async (side) => {
    let seen: Pick<Seen, "open" | "windowMs" | "calls">;
    let chances = 3;
    do {
      side.proxy.recount();
      const began = Date.now();
      const answers = await round(side, 1300);
      seen = { open: answers, windowMs: Date.now() - began, calls: { ...side.proxy.calls } };
      // A shared machine stands still now and then; what waits for the server would do so every time.
    } while (--chances > 0 && ways.some(({ stream }) => slowest(seen, stream) > side.healthyP99 + addedMs));
    return { ...seen, stranger: (await side.subject.chat("sk-bf-nobody-has-this-key", false)).status };
  });
  await become({ kind: "none" });
  const healing = Date.now();
  const healedMs = await each(async (side) => {
    return (await Promise.race([side.subject.heard(up, since), pause(settledMs).then(() => Infinity)])) - healing;
  });
  const after = await each(async (side) => {
    const { subject, keys, counted } = side;
    await subject.chat(keys.requests, false);
    await subject.chat(keys.session, false, `session after ${at}`);
    const statuses = { budget: [] as number[], requests: [] as number[] };
    for (const kind of ["budget", "requests"] as const) {
      for (let call = 0; call < 3; call++) statuses[kind].push((await subject.chat(counted[at]![kind], call === 1)).status);
    }
    // The log is written in batches.
    await Promise.race([Promise.all(changes.map(([, over]) => side.subject.heard(over, since))), pause(settledMs)]);
    return statuses;
  });
  return sides.map(({ subject }, i) => ({
    ...open[i]!,
    opening: opening[i]!,
    healedMs: healedMs[i]!,
    after: after[i]!,
    said: subject.said(from[i]!),
  }));
}

/** The second slowest of a hundred answers, in ms. */
function slowest({ open: answers }: Pick<Seen, "open">, stream: boolean): number {
  return p99([...answers].flatMap(([key, those]) => (key.endsWith(String(stream)) ? those.map(({ ms }) => ms) : [])));
}

function each<T>(work: (side: Side) => Promise<T>): Promise<T[]> {
  return Promise.all(sides.map(work));
}

async function become(trouble: Trouble | "read-only"): Promise<void> {
  if (trouble === "read-only") return void (await redis.ask("REPLICAOF", "127.0.0.1", "1"));
  await redis.ask("REPLICAOF", "NO", "ONE");
  await each(({ proxy }) => proxy.become(trouble));
}

/** What the calls before have held is given back after their answers. */
async function settled(): Promise<void> {
  while (/headgate:r/.test(await redis.ask("KEYS", "headgate:r*"))) await pause(10);
}

let sessions = 0;
/** All cells of this gateway over and over for so long, at least once; one after the other, or all at once. */
async function round(side: Side, ms: number, atOnce = false): Promise<Map<string, Answer[]>> {
  const at = modes.indexOf(side.modes);
  const answers = new Map<string, Answer[]>();
  const one = async (cell: Cell): Promise<void> => {
    const session = cell.caller === "session" ? `session ${sessions++ % 5}` : undefined;
    const answer = await side.subject.chat(side.keys[cell.caller], cell.stream, session);
    const known = answers.get(keyOf(cell)) ?? [];
    answers.set(keyOf(cell), [...known, answer]);
  };
  const began = Date.now();
  do {
    const mine = cells.filter((cell) => cell.at === at);
    if (atOnce) await Promise.all(mine.map(one));
    else for (const cell of mine) await one(cell);
  } while (Date.now() - began < ms);
  return answers;
}
