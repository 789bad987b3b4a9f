/** The workers over real jobs, where the database is away, a lease has passed, or what was stored is broken. */
import type { Frozen } from "@headgate/core";
import { createHost, type HandClock } from "@headgate/testkit";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Job, Jobs, Run } from "../src/jobs/job.ts";
import { createEndings } from "../src/run/endings.ts";
import { createExecute, type Execute } from "../src/run/execute.ts";
import { createPool, type Pool } from "../src/run/pool.ts";
import { ending, jobsScene, newJob, outputOf } from "./jobs-scene.ts";

interface Scene {
  readonly jobs: Jobs;
  readonly clock: HandClock;
  readonly logged: readonly { readonly message: string }[];
  readonly pool: Pool;
  readonly told: readonly string[];
  until(fits: () => boolean): Promise<void>;
}

/** `away` says what the database does not do now. */
async function openScene(
  execute: Execute,
  away: (what: keyof Jobs) => boolean = () => false,
  renew?: (jobs: Jobs) => Jobs["renew"],
): Promise<Scene> {
  const { open, clock, host } = jobsScene({ driver: "sqlite", file: ":memory:" });
  const jobs = await open();
  const told: string[] = [];
  const refusing = new Proxy(jobs, {
    get(target, name: keyof Jobs) {
      if (away(name)) return () => Promise.reject(new Error(`${name}: the database is away`));
      return name === "renew" && renew ? renew(target) : target[name];
    },
  });
  const ended = ({ job }: Run): void => void told.push(job.id);
  const pool = createPool({ host, jobs: refusing, execute, concurrency: 5, mostBytes: 100, leaseMs: 10_000, ended });
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

test("requests that run have no more bytes than there is room for, but for the last of them", async () => {
  const ends: (() => void)[] = [];
  const execute: Execute = () => new Promise((resolve) => void ends.push(() => resolve(ending())));
  const { jobs, clock, told, until } = await openScene(execute);
  for (let count = 0; count < 5; count++) await jobs.add(newJob({ body: "x".repeat(60) }));
  for (let at = 0; at < 5; at++) {
    await until(() => ends.length === Math.min(at + 2, 5));
    await clock.advance(5000);
    expect(ends).toHaveLength(Math.min(at + 2, 5));
    ends[at]!();
  }
  await until(() => told.length === 5);
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

test("word that a lease is lost, when it comes late, does not end the newer run that has come meanwhile", async () => {
  const signals: AbortSignal[] = [];
  const execute: Execute = (_run, signal) => {
    signals.push(signal);
    return new Promise(() => {});
  };
  let tell = (): void => {};
  const late: Promise<void> = new Promise((resolve) => (tell = resolve));
  let first: readonly Run[] | undefined;
  const { jobs, clock, until } = await openScene(
    execute,
    () => false,
    (real) => (runs) => {
      if (first) return real.renew(runs);
      first = runs;
      return late.then(() => runs.map(({ job }) => job.id));
    },
  );
  const { id } = (await jobs.add(newJob())).job;
  await until(() => signals.length === 1);
  await clock.advance(1000);
  expect(first?.map(({ job }) => job.id)).toEqual([id]);
  await clock.advance(14_000);
  await until(() => signals.length === 2);
  tell();
  await clock.advance(3000);
  expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
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
