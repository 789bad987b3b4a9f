/** Promise: while only PostgreSQL is unavailable, virtual keys and limits work from memory, and writes get a 503. */
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { binaries, type PostgresServer, startPostgres } from "../../scripts/servers/postgres.ts";
import { type Answer, budgetOf, isWhole, p99, pause, requestsOf, startSubject, type Subject } from "./gateway.ts";
import { setReadOnly } from "./read-only.ts";
import { type Proxy, startProxy, type Trouble } from "../../scripts/servers/proxy.ts";

const missing = binaries === undefined ? " (skipped: no PostgreSQL on this machine)" : "";
const probeMs = 1000;
/** How long until an unanswered connection is given up, and how long until a query on an open one is. */
const connectMs = 2000;
const queryMs = 6000;
/** Of one process, at most. */
const connections = 10;
/** In addition to what it takes when all is well. */
const addedMs = 50;
/** How long the gateway is watched once the trouble is known. */
const windowMs = 1300;
const manyCalls = 100_000;
/** By then every try of the time before has failed, and whoever pauses between two has made the next. */
const settledMs = queryMs + 2 * connectMs;
/** Statements of a transaction that begins, fails and is rolled back, and looks at what has changed: so many in a second, or a few more. */
const questionsOfOneTry = 10;

type AnyTrouble = Trouble | "read-only";
interface Row {
  readonly trouble: AnyTrouble;
  /** What is made of a write. */
  readonly write: "503 database_unavailable" | "written";
  /** Who asks: once nobody answers, one a second; a server that answers is asked by each, whatever it says. */
  readonly asked: "one a second" | "each";
}
const refused = "503 database_unavailable";
const rows: readonly (readonly [string, Row])[] = [
  ["is down", { trouble: { kind: "down" }, write: refused, asked: "one a second" }],
  ["drops connections", { trouble: { kind: "dropping" }, write: refused, asked: "one a second" }],
  ["is a black hole", { trouble: { kind: "blackholed" }, write: refused, asked: "one a second" }],
  ["is slow by 0.1 s", { trouble: { kind: "slow", ms: 100 }, write: "written", asked: "each" }],
  ["is read-only", { trouble: "read-only", write: refused, asked: "each" }],
];

const callers = ["budget", "requests", "neither"] as const;
const cells = callers.flatMap((caller) => [
  { caller, stream: false, way: "blocking" },
  { caller, stream: true, way: "streamed" },
]);
type Cell = (typeof cells)[number];

const down = "error: the database does not answer: queries are refused, one a second is tried";
const up = "info: the database answers again";
const ofLedger = ["warn: usage records wait for the database", "info: usage records are written again"] as const;
/** The store's and the ledger's, in whichever order they notice. A server that answers has nothing said of it by the store. */
function changesOf({ write, asked }: Row): readonly (readonly [string, string])[] {
  return write !== refused ? [] : asked === "each" ? [ofLedger] : [[down, up], ofLedger];
}

interface Seen {
  readonly opening: ReadonlyMap<Cell, readonly Answer[]>;
  readonly open: ReadonlyMap<Cell, readonly Answer[]>;
  readonly firstWrites: readonly Answer[];
  readonly writes: readonly Answer[];
  readonly windowMs: number;
  readonly calls: Proxy["calls"];
  readonly limits: Readonly<Record<"budget" | "requests", readonly number[]>>;
  readonly stranger: number;
  readonly healedMs: number;
  readonly written: Answer;
  readonly withNewKey: Answer;
  readonly said: readonly string[];
}

let postgres: PostgresServer;
let url: string;
let proxy: Proxy;
let subject: Subject;
let keys: Readonly<Record<(typeof callers)[number], string>>;
/** For each trouble two keys for three calls, of which one is made before it. */
const counted: { readonly budget: string; readonly requests: string }[] = [];
let healthyP99: number;
let sent = 0;
let readOnly = false;
/** While the server is read-only and no admin writes: inference, and what the server is asked for it. */
let waiting: { readonly requests: number; readonly asked: number; readonly seconds: number } | undefined;

describe.skipIf(missing !== "")(`with PostgreSQL${missing}`, () => {
  beforeAll(prepare);
  afterAll(async () => {
    await subject?.close();
    await proxy?.stop();
    await postgres?.stop();
  });

  describe.each(rows)("that %s", (name, row) => {
    const { write, asked } = row;
    const dies = asked === "one a second";
    const changes = changesOf(row);
    let seen: Seen;
    beforeAll(async () => {
      seen = await live(
        rows.findIndex(([one]) => one === name),
        row,
      );
    });

    test.each(cells.map((cell) => [cell.caller, cell.way, cell] as const))("limited by %s, %s: answered", (_, __, cell) => {
      const all = [...seen.opening.get(cell)!, ...seen.open.get(cell)!];
      expect(all.length).toBeGreaterThan(20);
      expect(all.filter((answer) => !isWhole(answer, cell.stream))).toEqual([]);
    });

    test("no answer takes longer", () => {
      expect(p99(timesOf(seen.opening))).toBeLessThan(healthyP99 + addedMs);
      expect(p99(timesOf(seen.open))).toBeLessThan(healthyP99 + addedMs);
    });

    test("limits count all the while", () => {
      expect(seen.limits).toEqual({ budget: [200, 200, 402], requests: [200, 200, 429] });
      expect(seen.stranger).toBe(401);
    });

    test(`a write of an admin: ${write}`, () => {
      const all = [...seen.firstWrites, ...seen.writes];
      expect([...new Set(all.map(outcomeOf))]).toEqual([write]);
      expect(Math.max(...all.map(({ ms }) => ms))).toBeLessThan(queryMs + connectMs);
    });

    test(`of writes ${dies ? "one a second tries the server and all others are refused at once" : "all are answered by the server"}`, () => {
      const tries = Math.floor(seen.windowMs / probeMs) + 1;
      const waited = seen.writes.filter(({ ms }) => ms > addedMs + healthyP99).length;
      expect(seen.writes.length).toBeGreaterThan(dies ? 2 * tries : 0);
      expect(waited).toBeLessThanOrEqual(dies ? tries : seen.writes.length);
      expect(seen.calls.connections).toBeLessThanOrEqual(dies ? tries : connections);
    });

    test("it heals by itself", () => {
      expect(seen.healedMs).toBeGreaterThanOrEqual(0);
      expect(seen.healedMs).toBeLessThan(probeMs + connectMs + 2000);
      expect(outcomeOf(seen.written)).toBe("written");
      expect(isWhole(seen.withNewKey, false)).toBe(true);
    });

    test("the log has one line for each change", () => {
      for (const change of changes) expect(seen.said.filter((line) => change.includes(line))).toEqual(change);
      expect(seen.said).toHaveLength(2 * changes.length);
    });

    test("every request is in the ledger afterwards", async () => {
      const count = async (): Promise<unknown> => (await subject.admin("GET", "/api/usage/requests?limit=1")).body?.total_count;
      await expect.poll(count, { timeout: 5000 }).toBe(sent);
    });
  });

  test("usage records that wait for a read-only server try it once a second, not for each request", () => {
    const { requests, asked, seconds } = waiting!;
    expect(requests).toBeGreaterThan(20 * seconds);
    expect(asked).toBeGreaterThan(0);
    expect(asked).toBeLessThanOrEqual(questionsOfOneTry * (seconds + 1));
  });
});

async function prepare(): Promise<void> {
  postgres = await startPostgres(binaries!);
  url = await postgres.createDatabase();
  const { pathname, searchParams } = new URL(url);
  proxy = await startProxy(join(searchParams.get("host")!, ".s.PGSQL.5432"));
  const postgresUrl = `postgres://postgres@127.0.0.1:${proxy.port}${pathname}`;
  subject = await startSubject({ postgresUrl }, { governance: "closed", rateLimit: "closed" });
  const [budget, requests, neither] = [budgetOf(manyCalls), requestsOf(manyCalls), {}];
  keys = {
    budget: await subject.createKey(budget),
    requests: await subject.createKey(requests),
    neither: await subject.createKey(neither),
  };
  for (const _ of rows) {
    const pair = { budget: await subject.createKey(budgetOf(3)), requests: await subject.createKey(requestsOf(3)) };
    for (const key of Object.values(pair)) expect((await chat(key, false)).status).toBe(200);
    counted.push(pair);
  }
  await round(200);
  const healthy = [...(await round(700)).values()].flat();
  expect(new Set(healthy.map(({ status }) => status))).toEqual(new Set([200]));
  healthyP99 = p99(healthy.map(({ ms }) => ms));
}

/** From the first call that finds the server in trouble to the last that finds it well. */
async function live(at: number, row: Row): Promise<Seen> {
  const dies = row.asked === "one a second";
  const changes = changesOf(row);
  const since = Date.now();
  const from = subject.running.logs().length;
  await become(row.trouble);
  let over = false;
  const first = Promise.all(Array.from({ length: row.write === refused ? 6 : 2 }, write)).finally(() => (over = true));
  const opening = await measured(() => round(500, () => over));
  const firstWrites = await first;
  if (dies) await Promise.race([subject.heard(down, since), pause(3000)]);

  proxy.recount();
  const began = Date.now();
  const writing: Promise<Answer>[] = [];
  const stop = setInterval(() => void writing.push(write()), dies ? 50 : 500);
  const open = await measured(() => round(windowMs));
  const limits = { budget: [] as number[], requests: [] as number[] };
  for (const kind of ["budget", "requests"] as const) {
    for (let call = 0; call < 3; call++) limits[kind].push((await chat(counted[at]![kind], call === 1)).status);
  }
  const stranger = (await subject.chat("sk-bf-nobody-has-this-key", false)).status;
  clearInterval(stop);
  const writes = await Promise.all(writing);
  const [lastedMs, calls] = [Date.now() - began, { ...proxy.calls }];

  if (row.trouble === "read-only") waiting = await countAsked();

  const healing = Date.now();
  await become({ kind: "none" });
  const [, healed] = changes[0] ?? [];
  const healedMs = healed
    ? (await Promise.race([subject.heard(healed, healing), pause(settledMs).then(() => Infinity)])) - healing
    : 0;
  const written = await write();
  const key = written.body?.virtual_key;
  const withNewKey = key ? await chat(key.value, false) : written;
  if (healed) await Promise.race([Promise.all(changes.map(([, end]) => subject.heard(end, healing))), pause(settledMs)]);
  else await pause(600);
  const said = subject.said(from);
  const heard = { opening, open, firstWrites, writes, calls, limits, written, withNewKey, said };
  return { ...heard, windowMs: lastedMs, stranger, healedMs };
}

async function become(trouble: AnyTrouble): Promise<void> {
  if (trouble !== "read-only") await proxy.become(trouble);
  if (readOnly === (trouble === "read-only")) return;
  readOnly = !readOnly;
  await setReadOnly(url, readOnly);
}

/** What inference alone asks of the server: to write what it leaves behind, and whether the directory has changed. */
async function countAsked(): Promise<typeof waiting> {
  proxy.recount();
  const [began, sentBefore] = [Date.now(), sent];
  await round(3000);
  return { requests: sent - sentBefore, asked: proxy.calls.sent, seconds: Math.ceil((Date.now() - began) / 1000) };
}

/** All cells over and over for so long, and until then; at least once. */
async function round(ms: number, until = (): boolean => true): Promise<Map<Cell, Answer[]>> {
  const answers = new Map<Cell, Answer[]>(cells.map((cell) => [cell, []]));
  const began = Date.now();
  do {
    for (const cell of cells) answers.get(cell)!.push(await chat(keys[cell.caller], cell.stream));
  } while (Date.now() - began < ms || !until());
  return answers;
}

/** A shared machine stands still now and then; what waits for the server would do so every time. */
async function measured(once: () => Promise<Map<Cell, Answer[]>>): Promise<Map<Cell, Answer[]>> {
  for (let chances = 3; ; chances--) {
    const answers = await once();
    if (chances === 1 || p99(timesOf(answers)) < healthyP99 + addedMs) return answers;
  }
}

function timesOf(answers: ReadonlyMap<Cell, readonly Answer[]>): number[] {
  return [...answers.values()].flatMap((those) => those.map(({ ms }) => ms));
}

function chat(key: string, stream: boolean): Promise<Answer> {
  sent++;
  return subject.chat(key, stream);
}

let written = 0;
function write(): Promise<Answer> {
  return subject.admin("POST", "/api/governance/virtual-keys", { name: `written ${written++}` });
}

function outcomeOf({ status, body }: Answer): string {
  return status === 200 ? "written" : `${status} ${body?.error?.code}`;
}
