/** Tickets of pg-boss on a real PostgreSQL: many replicas, lost tickets, crowded callers, a server that dies. */
import { sql } from "@headgate/db";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Jobs, Run } from "../src/jobs/job.ts";
import { openJobTables } from "../src/jobs/tables.ts";
import { ending, idsOf, jobsScene, type JobsScene, newJob, several } from "./jobs-scene.ts";
import { binaries, type PostgresServer, startPostgres } from "../../../scripts/servers/postgres.ts";

const reason = binaries ? "" : " (skipped: no initdb and postgres on this machine)";

describe.skipIf(!binaries)(`the queue on PostgreSQL${reason}`, { timeout: 60_000 }, () => {
  let server: PostgresServer;
  beforeAll(async () => void (server = await startPostgres(binaries!)), 60_000);
  afterAll(() => server.stop(), 60_000);
  const scene = async (): Promise<JobsScene> =>
    jobsScene({ driver: "postgres", url: await server.createDatabase(), connections: 4 });

  it("ends each of 1,000 jobs once, with three replicas and no caller beyond its share", async () => {
    const { open, database } = await scene();
    const [perCaller, callers] = [3, ["a", "b", "c", "d", undefined]];
    const replicas = await Promise.all([1, 2, 3].map(() => open({ perCaller })));
    const tables = await openJobTables(await database());
    let most = 0;
    const ended: string[] = [];
    const work = async (jobs: Jobs): Promise<void> => {
      while (ended.length < 1000) {
        const runs = await jobs.claim(8);
        const done = await Promise.all(runs.map(async (run) => ((await jobs.finish(run, ending())) ? [run.job.id] : [])));
        ended.push(...done.flat());
      }
    };
    const watch = async (): Promise<void> => {
      while (ended.length < 1000) {
        const counted = sql<{ most: number }>`select coalesce(max(jobs), 0) as most from (
          select count(*) as jobs from async_jobs where status = 'processing' and caller <> '' group by caller) as running`;
        most = Math.max(most, (await counted.execute(tables)).rows[0]!.most);
      }
    };
    const add = Promise.all(
      Array.from({ length: 1000 }, (_, at) => replicas[at % 3]!.add(newJob({ caller: callers[at % 5], priority: at % 4 }))),
    );
    await Promise.all([add, watch(), ...replicas.flatMap((jobs) => [work(jobs), work(jobs)])]);
    expect([ended.length, new Set(ended).size, most]).toEqual([1000, 1000, perCaller]);
    const statuses = await tables.selectFrom("async_jobs").select("status").distinct().execute();
    expect([statuses, await ticketsIn(tables)]).toEqual([[{ status: "completed" }], []]);
  });

  it("lets two replicas that claim at once not take one job each of a caller that may run one", async () => {
    const { open, database } = await scene();
    const [one, other] = [await open({ perCaller: 1 }), await open({ perCaller: 1 })];
    const tables = await openJobTables(await database());
    const held = (await one.add(newJob({ caller: "a" }))).job.id;
    const waiting = async (): Promise<number> => {
      const { rows } = await sql<{ count: number }>`select count(*) as count from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock'`.execute(tables);
      return rows[0]!.count;
    };
    let claims: Promise<readonly Run[]>[] = [];
    await (await openJobTables(await database())).transaction().execute(async (trx) => {
      // The first has chosen its job, and waits for this row.
      await sql`select 1 from async_jobs where id = ${held} for update`.execute(trx);
      claims = [one.claim(1)];
      while ((await waiting()) < 1);
      await other.add(newJob({ caller: "a", priority: 9 }));
      const answered: unknown[] = [];
      claims.push(other.claim(1).finally(() => answered.push("other")));
      while ((await waiting()) < 2 && answered.length === 0);
    });
    expect((await Promise.all(claims)).flat()).toHaveLength(1);
  });

  it("makes its own tables once, however many replicas start together", async () => {
    const { open, host } = await scene();
    const replicas = await Promise.all([1, 2, 3, 4, 5].map(() => open()));
    await Promise.all(replicas.map((jobs) => jobs.add(newJob())));
    expect(await replicas[0]!.claim(10)).toHaveLength(5);
    expect(host.logged).toEqual([]);
  });

  it("has no more tickets of a caller than it may run, and lets others pass", async () => {
    const { open, database } = await scene();
    const jobs = await open({ perCaller: 2 });
    await Promise.all(
      several(300, { caller: "crowd", priority: 9 }).map((job, at) => jobs.add({ ...job, createdAt: job.createdAt + at })),
    );
    await jobs.add(newJob({ caller: "other" }));
    const tables = await openJobTables(await database());
    expect(await ticketsIn(tables)).toHaveLength(3);
    const runs = await jobs.claim(10);
    expect(runs.map(({ job }) => job.caller)).toEqual(["crowd", "crowd", "other"]);
    expect(await ticketsIn(tables)).toEqual([]);
  });

  it("finds jobs whose tickets were lost, and makes no second ticket of others", async () => {
    const { open, database, clock } = await scene();
    const jobs = await open({ perCaller: 2 });
    for (const caller of [undefined, undefined, "a", "a"]) await jobs.add(newJob({ caller }));
    const tables = await openJobTables(await database());
    const lost = (await ticketsIn(tables)).slice(1);
    await sql`delete from headgate_boss.job where id in (${sql.join(lost)})`.execute(tables);
    await clock.advance(5000);
    await jobs.sweep();
    expect(await ticketsIn(tables)).toHaveLength(1);
    await clock.advance(1);
    await jobs.sweep();
    expect(await ticketsIn(tables)).toHaveLength(4);
    const runs = await jobs.claim(10);
    expect(new Set(idsOf(runs)).size).toBe(4);
  });

  it("goes on after the server died, loses no job, and lets no error of pg-boss end the process", async () => {
    const { open, clock, database } = await scene();
    const jobs = await open();
    const id = (await jobs.add(newJob())).job.id;
    // This server does not wait for its disk otherwise.
    await sql`checkpoint`.execute(await openJobTables(await database()));
    await server.kill();
    const failures = await Promise.all(
      [jobs.claim(1), jobs.add(newJob()), jobs.sweep()].map((it) => it.catch((why: unknown) => why)),
    );
    expect(failures).toMatchObject(failures.map(() => ({ refusal: { status: 503 } })));
    await server.start();
    const run = await until(async () => (await jobs.claim(1).catch(() => []))[0], clock.advance);
    expect(run.job.id).toBe(id);
    expect(await jobs.finish(run, ending())).toBe(true);
  });

  it("leaves no connection and no timer behind", async () => {
    const { open, database, clock } = await scene();
    const tables = await openJobTables(await database());
    const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;
    const before = timers();
    const jobs = await open();
    jobs.onDue(() => {});
    await jobs.add(newJob());
    expect([timers() > before, clock.pending]).toEqual([true, 1]);
    await jobs.close();
    // One database is the test's own, one was opened for the jobs; pg-boss has none.
    const { rows } = await sql<{ name: string }>`select distinct application_name as name from pg_stat_activity
      where datname = current_database()`.execute(tables);
    expect([rows, clock.pending]).toEqual([[{ name: "headgate" }], 0]);
  });
});

async function ticketsIn(tables: Awaited<ReturnType<typeof openJobTables>>): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select id::text as id from headgate_boss.job order by priority, id`.execute(tables);
  return rows.map(({ id }) => id);
}

/** A database that was away is tried once a second. */
async function until(look: () => Promise<Run | undefined>, advance: (ms: number) => Promise<void>): Promise<Run> {
  for (;;) {
    const found = await look();
    if (found) return found;
    await advance(1000);
  }
}
