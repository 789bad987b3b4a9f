/** What must be true of idempotency keys, on any database. */
import { expect } from "vitest";
import { ending, newJob } from "./jobs-scene.ts";
import type { Cases } from "./jobs-cases.ts";

export const keyCases: Cases = {
  "makes one job of many at once under one key": async ({ open }) => {
    const keepers = [await open(), await open()];
    const keyed = Array.from({ length: 50 }, () => newJob({ caller: "a", idempotencyKey: "k" }));
    const added = await Promise.all(keyed.map((job, at) => keepers[at % 2]!.add(job)));
    expect(added.filter((it) => it.added)).toHaveLength(1);
    expect(new Set(added.map(({ job }) => job.id)).size).toBe(1);
    expect(await keepers[0]!.claim(100)).toHaveLength(1);
  },
  "gives anybody's job to anybody's key, and keeps callers apart": async ({ open }) => {
    const jobs = await open();
    const add = (caller: string | undefined): ReturnType<typeof jobs.add> => jobs.add(newJob({ caller, idempotencyKey: "k" }));
    const [first, second, ofA, ofB, againA] = [
      await add(undefined),
      await add(undefined),
      await add("a"),
      await add("b"),
      await add("a"),
    ];
    expect([first, second, ofA, ofB, againA].map(({ added }) => added)).toEqual([true, false, true, true, false]);
    expect([second.job.id, againA.job.id]).toEqual([first.job.id, ofA.job.id]);
  },
  "shows the job as it is by now, whatever the second says": async ({ open }) => {
    const jobs = await open();
    const first = await jobs.add(newJob({ idempotencyKey: "k", fingerprint: "one" }));
    await jobs.end(first.job.id, ending());
    const second = await jobs.add(newJob({ idempotencyKey: "k", fingerprint: "two" }));
    expect(second).toMatchObject({ added: false, job: { id: first.job.id, status: "completed", fingerprint: "one" } });
  },
  "frees a key with its job: removed, or expired and not yet swept": async ({ open, clock }) => {
    const jobs = await open();
    const add = (): ReturnType<typeof jobs.add> => jobs.add(newJob({ caller: "a", idempotencyKey: "k", ttlMs: 1000 }));
    const first = await add();
    await jobs.remove(first.job.id);
    const second = await add();
    await jobs.end(second.job.id, ending());
    await clock.advance(1000);
    const third = await add();
    expect([second.added, third.added, await jobs.find(second.job.id)]).toEqual([true, true, undefined]);
  },
  "refuses a job that cannot be stored, and not those that came with it": async ({ open }) => {
    const jobs = await open();
    const there = newJob();
    await jobs.add(there);
    const added = await Promise.allSettled([
      jobs.add(newJob()),
      jobs.add(newJob({ idempotencyKey: "a\0b" })),
      jobs.add(newJob({ id: there.id })),
      jobs.add(newJob()),
    ]);
    expect(added.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "rejected", "fulfilled"]);
    expect(await jobs.claim(10)).toHaveLength(3);
  },
};
