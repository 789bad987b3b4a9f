/** What must be true of jobs on any database: of one process. */
import { expect } from "vitest";
import { ending, type JobsScene, newJob, outputOf, several } from "./jobs-scene.ts";

export type Cases = Readonly<Record<string, (scene: JobsScene) => Promise<void>>>;

export const lifeCases: Cases = {
  "keeps a job as it was given, and its request for whoever runs it": async ({ open }) => {
    const jobs = await open();
    const given = newJob({ caller: "virtual_key:1", priority: 7, webhook: "hook", body: "é 🚪\0" });
    const { job, added } = await jobs.add(given);
    const { idempotencyKey, request, ...same } = given;
    expect(added).toBe(true);
    expect(job).toEqual({
      ...same,
      status: "pending",
      attempts: 0,
      startedAt: undefined,
      completedAt: undefined,
      expiresAt: undefined,
      statusCode: undefined,
      contentType: undefined,
    });
    expect(idempotencyKey).toBeUndefined();
    expect(await jobs.find(job.id)).toEqual(job);
    const [run] = await jobs.claim(1);
    expect({ ...run!.request, bytes: Buffer.from(run!.request.bytes) }).toEqual(request);
  },
  "goes from pending over processing to its end, and keeps the output until it expires": async ({ open, clock }) => {
    const jobs = await open();
    const { id } = (await jobs.add(newJob({ ttlMs: 1000 }))).job;
    await clock.advance(5);
    const [run] = await jobs.claim(10);
    expect(await jobs.find(id)).toMatchObject({ status: "processing", attempts: 1, startedAt: clock.now() });
    expect(await jobs.output(id)).toBeUndefined();
    await clock.advance(5);
    expect(await jobs.finish(run!, ending("answer"))).toBe(true);
    const now = clock.now();
    expect(await jobs.find(id)).toMatchObject({
      status: "completed",
      statusCode: 200,
      contentType: "application/json",
      startedAt: now - 5,
      completedAt: now,
      expiresAt: now + 1000,
    });
    await clock.advance(999);
    expect(await outputOf(jobs, id)).toBe("answer");
    await clock.advance(1);
    expect([await jobs.find(id), await jobs.output(id)]).toEqual([undefined, undefined]);
  },
  "deletes for its caller what a webhook is still to be told of, and tells it": async ({ open, clock }) => {
    const jobs = await open();
    const given = { caller: "a", idempotencyKey: "k", webhook: "hook" };
    const { id } = (await jobs.add(newJob(given))).job;
    await jobs.end(id, ending());
    await jobs.remove(id);
    expect([await jobs.find(id), await jobs.output(id)]).toEqual([undefined, undefined]);
    expect((await jobs.list("a", { limit: 10, offset: 0 })).total).toBe(0);
    expect((await jobs.add(newJob(given))).added).toBe(true);
    await clock.advance(1);
    await jobs.sweep();
    expect((await jobs.untold(10)).map((job) => job.id)).toEqual([id]);
    await jobs.told(id);
    await jobs.sweep();
    expect(await jobs.untold(10)).toEqual([]);
  },
  "ends a job once, whoever says more": async ({ open }) => {
    const jobs = await open();
    const { id } = (await jobs.add(newJob())).job;
    const [run] = await jobs.claim(1);
    const words = await Promise.all([
      jobs.finish(run!, ending("first")),
      jobs.finish(run!, ending("second")),
      jobs.end(id, ending("third", { status: "failed" })),
    ]);
    const late = [await jobs.finish(run!, ending("late")), await jobs.end(id, ending("late")), await jobs.giveBack(run!)];
    expect([words, late]).toEqual([
      [true, false, false],
      [false, false, false],
    ]);
    expect(await outputOf(jobs, id)).toBe("first");
  },
  "ends what waits, and then nobody runs it": async ({ open }) => {
    const jobs = await open();
    const { id } = (await jobs.add(newJob())).job;
    expect(await jobs.end(id, ending("cancelled", { status: "failed", statusCode: 499 }))).toBe(true);
    expect(await jobs.claim(10)).toEqual([]);
    expect(await jobs.find(id)).toMatchObject({ status: "failed", statusCode: 499, attempts: 0 });
  },
  "tells a run that its job was cancelled or taken away": async ({ open }) => {
    const jobs = await open();
    const [kept, cancelled, removed] = several(3).map(({ id }) => id);
    for (const id of [kept, cancelled, removed]) await jobs.add(newJob({ id: id! }));
    const runs = await jobs.claim(3);
    await jobs.end(cancelled!, ending());
    await jobs.remove(removed!);
    expect(new Set(await jobs.renew(runs))).toEqual(new Set([cancelled, removed]));
    expect(await jobs.find(removed!)).toBeUndefined();
  },
  "gives a job back as if the run had not been, and that run counts no more": async ({ open }) => {
    const jobs = await open();
    const { id } = (await jobs.add(newJob())).job;
    const [run] = await jobs.claim(1);
    expect(await jobs.giveBack(run!)).toBe(true);
    expect(await jobs.find(id)).toMatchObject({ status: "pending", attempts: 0, startedAt: undefined });
    const [again] = await jobs.claim(1);
    expect(again!.job).toMatchObject({ id, attempts: 1 });
    expect([await jobs.finish(run!, ending("old")), await jobs.renew([run!, again!])]).toEqual([false, [id]]);
    expect(await jobs.finish(again!, ending("new"))).toBe(true);
  },
  "lists a caller's own, newest first, page by page and by status, without the expired": async ({ open, clock }) => {
    const jobs = await open();
    const ids = several(5).map(({ id }) => id);
    for (const [at, id] of ids.entries()) await jobs.add(newJob({ id, caller: "a", createdAt: clock.now() + at }));
    await jobs.add(newJob({ caller: "b" }));
    await jobs.add(newJob());
    const page = async (offset: number): Promise<unknown> =>
      (await jobs.list("a", { limit: 2, offset })).jobs.map(({ id }) => id);
    const newest = ids.toReversed();
    expect([await page(0), await page(2), await page(4)]).toEqual([newest.slice(0, 2), newest.slice(2, 4), newest.slice(4)]);
    await jobs.end(ids[0]!, ending());
    expect((await jobs.list("a", { status: "completed", limit: 9, offset: 0 })).jobs).toMatchObject([{ id: ids[0] }]);
    expect((await jobs.list("a", { status: "pending", limit: 1, offset: 0 })).total).toBe(4);
    await clock.advance(60_000);
    expect((await jobs.list("a", { limit: 9, offset: 0 })).total).toBe(4);
  },
  "remembers whose webhook was not told": async ({ open, clock }) => {
    const jobs = await open();
    const ids = several(3).map(({ id }) => id);
    for (const id of ids) await jobs.add(newJob({ id, webhook: "hook" }));
    const silent = (await jobs.add(newJob())).job.id;
    for (const id of [silent, ids[1]!, ids[0]!]) {
      await clock.advance(1);
      await jobs.end(id, ending());
    }
    expect((await jobs.untold(10)).map(({ id }) => id)).toEqual([ids[1], ids[0]]);
    expect(await jobs.untold(1)).toHaveLength(1);
    await jobs.told(ids[1]!);
    expect((await jobs.untold(10)).map(({ id }) => id)).toEqual([ids[0]]);
  },
  "keeps many large bodies that come and end at once": async ({ open }) => {
    const jobs = await open();
    const body = "x".repeat(3 * 2 ** 20);
    const added = await Promise.all(several(5).map(({ id }) => jobs.add(newJob({ id, body: `${id}${body}` }))));
    const runs = await jobs.claim(10);
    expect(runs.map(({ job, request }) => Buffer.from(request.bytes).toString() === `${job.id}${body}`)).toEqual([
      true,
      true,
      true,
      true,
      true,
    ]);
    const done = await Promise.all(runs.map((run) => jobs.finish(run, ending(`${run.job.id}${body}`))));
    expect(done).toEqual([true, true, true, true, true]);
    expect(await outputOf(jobs, added[3]!.job.id)).toBe(`${added[3]!.job.id}${body}`);
  },
};
