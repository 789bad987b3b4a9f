/** What must be true of jobs that are stored encrypted, on any database. */
import type { Database } from "@headgate/db";
import { expect } from "vitest";
import { openJobTables } from "../src/jobs/tables.ts";
import { ending, newJob, outputOf } from "./jobs-scene.ts";
import type { Cases } from "./jobs-cases.ts";

const encryptionKey = "a key of sixteen or more";

export const sealedCases: Cases = {
  "stores nothing of a request or an output in the clear": async ({ open, database }) => {
    const jobs = await open({ encryptionKey });
    const request = newJob({ body: "the secret question" });
    await jobs.add({ ...request, request: { ...request.request, slots: { who: "the secret caller" } } });
    const waiting = await textOf(await database());
    const [run] = await jobs.claim(1);
    expect([Buffer.from(run!.request.bytes).toString(), run!.request.slots]).toEqual([
      "the secret question",
      { who: "the secret caller" },
    ]);
    await jobs.finish(run!, ending("the secret answer"));
    const ended = await textOf(await database());
    expect(await outputOf(jobs, run!.job.id)).toBe("the secret answer");
    expect([waiting, ended].filter((text) => text.includes("secret"))).toEqual([]);
  },
  "reads what was stored before there was a key": async ({ open }) => {
    const before = await open();
    const done = (await before.add(newJob({ priority: 1 }))).job.id;
    await before.finish((await before.claim(1))[0]!, ending("plain"));
    await before.add(newJob({ body: "question" }));
    const after = await open({ encryptionKey });
    expect(await outputOf(after, done)).toBe("plain");
    expect(Buffer.from((await after.claim(1))[0]!.request.bytes).toString()).toBe("question");
  },
  "fails a job that it cannot read, once, and says why": async ({ open, host }) => {
    const before = await open({ encryptionKey });
    const id = (await before.add(newJob())).job.id;
    const done = (await before.add(newJob())).job.id;
    await before.end(done, ending());
    const readable = (await (await open()).add(newJob())).job.id;
    for (const key of [undefined, "another key of sixteen"]) {
      const after = await open({ encryptionKey: key });
      const runs = await after.claim(10);
      if (key === undefined) expect(runs.map(({ job }) => job.id)).toEqual([readable]);
      expect(await after.find(id)).toMatchObject({ status: "failed", statusCode: 500, attempts: 1 });
      await expect(after.output(done)).rejects.toThrow("stored encrypted");
    }
    const said = host.logged.filter(({ level }) => level === "error");
    expect(said).toMatchObject([{ message: "a job cannot be read, and has failed", fields: { job: id } }]);
  },
  "does not read what was moved to another job": async ({ open, database }) => {
    const jobs = await open({ encryptionKey });
    const [one, other] = [(await jobs.add(newJob())).job.id, (await jobs.add(newJob())).job.id];
    await jobs.end(one, ending("for one"));
    await jobs.end(other, ending("for the other"));
    const tables = await openJobTables(await database());
    const stolen = tables.selectFrom("async_job_bodies").select("bytes").where("job_id", "=", other);
    const { bytes } = await stolen.executeTakeFirstOrThrow();
    await tables.updateTable("async_job_bodies").set({ bytes }).where("job_id", "=", one).execute();
    await expect(jobs.output(one)).rejects.toThrow("stored encrypted with another key, or what is stored was altered");
    expect(await outputOf(jobs, other)).toBe("for the other");
  },
};

/** All that is in the tables, as an eye would see it. */
async function textOf(database: Database): Promise<string> {
  const tables = await openJobTables(database);
  const jobs = await tables.selectFrom("async_jobs").selectAll().execute();
  const bodies = await tables.selectFrom("async_job_bodies").selectAll().execute();
  return JSON.stringify(jobs) + bodies.map(({ bytes }) => Buffer.from(bytes).toString("latin1")).join();
}
