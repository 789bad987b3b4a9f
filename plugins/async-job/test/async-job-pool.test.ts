/** The workers over real jobs, where the database is away, a lease has passed, or what was stored is broken. */
import type { Frozen } from "@headgate/core";
import { createClock, createHost } from "@headgate/testkit";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Job, Jobs, Run } from "../src/jobs/job.ts";
import { createEndings } from "../src/run/endings.ts";
import { createExecute, type Execute } from "../src/run/execute.ts";
import { createPool, type Pool } from "../src/run/pool.ts";
import { createRounds } from "../src/run/rounds.ts";
import { ending, jobsScene, newJob, outputOf } from "./jobs-scene.ts";

interface Scene {
  readonly jobs: Jobs;
  readonly clock: ReturnType<typeof createClock>;
  readonly logged: readonly { readonly message: string }[];
  readonly pool: Pool;
  readonly told: readonly string[];
  until(fits: () => boolean): Promise<void>;
}

/** `away` says what the database does not do now. */
async function openScene(execute: Execute, away: (what: keyof Jobs) => boolean = () => false): Promise<Scene> {
  const { open, clock, host } = jobsScene({ driver: "sqlite", file: ":memory:" });
  const jobs = await open();
  const told: string[] = [];
  const refusing = new Proxy(jobs, {
    get: (target, name: keyof Jobs) =>
      away(name) ? () => Promise.reject(new Error(`${name}: the database is away`)) : target[name],
  });
  const ended = ({ job }: Run): void => void told.push(job.id);
  const pool = createPool({ host, jobs: refusing, execute, concurrency: 5, leaseMs: 10_000, ended });
  onTestFinished(async () => {
    const drained = pool.drain(0);
    await clock.advance(0);
    await drained;
  });
  pool.start();
  const until: Scene["until"] = async (fits) => {
    for (let turn = 0; !fits(); turn++) {
      if (turn > 500) throw new Error("it did not come to that");
      await clock.advance(0);
    }
  };
  return { jobs, clock, logged: host.logged, pool, told, until };
}

test("an end that the database does not take is kept, and stored when it is back: the job is not run again", async () => {
  let [runs, refusals] = [0, 3];
  const execute: Execute = () => Promise.resolve(ending(`run ${++runs}`));
  const { jobs, clock, told, logged } = await openScene(execute, (what) => what === "finish" && refusals-- > 0);
  const { id } = (await jobs.add(newJob())).job;
  await clock.advance(2000);
  expect([(await jobs.find(id))?.status, told]).toEqual(["processing", []]);
  await clock.advance(1000);
  expect([(await jobs.find(id))?.status, await outputOf(jobs, id), told]).toEqual(["completed", "run 1", [id]]);
  expect(logged.map(({ message }) => message)).toEqual([
    "could not store the end of a job",
    "could not store the end of a job",
    "could not store the end of a job",
  ]);
});

test("jobs that could not be claimed are, as soon as the database is back", async () => {
  let isAway = true;
  const { jobs, clock, told } = await openScene(
    () => Promise.resolve(ending()),
    (what) => what === "claim" && isAway,
  );
  const { id } = (await jobs.add(newJob())).job;
  await clock.advance(1000);
  isAway = false;
  await clock.advance(500);
  expect(told).toEqual([id]);
});

describe("of two runs of one job here, for its lease had passed,", () => {
  /** `reordered`: another job's end has put the newer before the older. */
  async function overtaken(reordered: boolean) {
    const runs: { readonly id: string; readonly signal: AbortSignal; end(): void }[] = [];
    const execute: Execute = ({ job: { id } }, signal) =>
      new Promise((resolve) => {
        const text = `run ${runs.length}`;
        runs.push({ id, signal, end: () => resolve(ending(text)) });
      });
    let isAway = true;
    const scene = await openScene(execute, (what) => what === "renew" && isAway);
    await scene.jobs.add(newJob());
    await scene.clock.advance(1);
    const { id } = (await scene.jobs.add(newJob({ createdAt: scene.clock.now() }))).job;
    await scene.until(() => runs.length === 2);
    await scene.clock.advance(15_000);
    await scene.until(() => runs.length === 4);
    if (reordered) runs[0]!.end();
    await scene.clock.advance(0);
    isAway = false;
    await scene.clock.advance(3000);
    return { ...scene, id, runs: runs.filter((run) => run.id === id) };
  }

  test("only the newer counts", async () => {
    const { id, runs, jobs, clock, told, until } = await overtaken(true);
    expect(runs.map(({ signal }) => signal.aborted)).toEqual([true, false]);
    runs[0]!.end();
    await clock.advance(0);
    expect((await jobs.find(id))?.status).toBe("processing");
    runs[1]!.end();
    await until(() => told.includes(id));
    expect((await jobs.find(id))?.status).toBe("completed");
  });

  test("a stop ends the newer", async () => {
    const { id, runs, pool } = await overtaken(false);
    pool.stop(id);
    expect(runs.map(({ signal }) => signal.aborted)).toEqual([true, true]);
  });
});

test("a run whose job has ended otherwise tells nobody", async () => {
  let end = (): void => {};
  const execute: Execute = () => new Promise((resolve) => (end = () => resolve(ending("late"))));
  const { jobs, clock, told } = await openScene(execute);
  const { id } = (await jobs.add(newJob())).job;
  await clock.advance(0);
  await jobs.end(id, ending("first"));
  end();
  await clock.advance(0);
  expect([await outputOf(jobs, id), told]).toEqual(["first", []]);
});

test("what is stored but can be no request is a failed job, not a dead process", async () => {
  const host = createHost();
  const { failed } = createEndings(host);
  const execute = createExecute({ host: { ...host, dispatch: () => expect.unreachable() }, failed });
  const run: Run = { job: jobOf(newJob()), lease: "1", request: {} as Frozen };
  const { status, statusCode, bytes } = await execute(run, new AbortController().signal);
  expect([status, statusCode]).toEqual(["failed", 500]);
  expect(JSON.parse(Buffer.from(bytes).toString())).toMatchObject({ error: { code: "internal_error" } });
});

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

function jobOf({ request: _request, idempotencyKey: _key, ...job }: ReturnType<typeof newJob>): Job {
  const unknown = {
    startedAt: undefined,
    completedAt: undefined,
    expiresAt: undefined,
    statusCode: undefined,
    contentType: undefined,
  };
  return { ...job, ...unknown, status: "processing", attempts: 1 };
}
