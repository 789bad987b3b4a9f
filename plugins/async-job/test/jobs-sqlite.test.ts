/** Jobs in a SQLite file: the suite of every database, and how much one process does. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Kysely } from "@headgate/db";
import { CompiledQuery } from "kysely";
import { afterAll, describe, expect, it } from "vitest";
import { type Cases, lifeCases } from "./jobs-cases.ts";
import { crashCases } from "./jobs-crash-cases.ts";
import { dueCases } from "./jobs-due-cases.ts";
import { keyCases } from "./jobs-key-cases.ts";
import { ending, jobsScene, newJob } from "./jobs-scene.ts";
import { sealedCases } from "./jobs-sealed-cases.ts";

const folder = mkdtempSync(join(tmpdir(), "headgate-jobs-"));
afterAll(() => rmSync(folder, { recursive: true }));
let count = 0;

const all: Cases = { ...lifeCases, ...dueCases, ...keyCases, ...crashCases, ...sealedCases };

describe("jobs in a SQLite file", () => {
  it.each(Object.entries(all))("%s", async (_, run) => {
    const scene = jobsScene({ driver: "sqlite", file: join(folder, `${count++}.db`) });
    await expect(run(scene)).resolves.toBeUndefined();
  });

  it("finds by an index whatever it looks for, however many jobs there are", async () => {
    const { open, database, statements, clock } = jobsScene({ driver: "sqlite", file: join(folder, `${count++}.db`) });
    const jobs = await open({ maxWaitMs: 1, leaseMs: 1, perCaller: 1 });
    await Promise.all(
      [newJob({ caller: "a" }), newJob({ caller: "a" }), newJob({ idempotencyKey: "k" })].map((it) => jobs.add(it)),
    );
    statements.length = 0;
    await jobs.add(newJob({ idempotencyKey: "k" }));
    const runs = await jobs.claim(2);
    await jobs.renew(runs);
    await jobs.finish(runs[0]!, ending());
    await clock.advance(60_000);
    await Promise.all([jobs.sweep(), jobs.untold(9), jobs.list("a", { limit: 9, offset: 0 }), jobs.find("x"), jobs.output("x")]);
    const asked = statements.filter((text) => text.includes("async_job"));
    const { kysely } = (await database())["~db"] as { readonly kysely: Kysely<unknown> };
    const plans = await Promise.all(
      asked.map(async (text) => {
        const { rows } = await kysely.executeQuery<{ detail: string }>(CompiledQuery.raw(`explain query plan ${text}`));
        return rows.map(({ detail }) => `${detail}: ${text}`);
      }),
    );
    expect(plans.flat().length).toBeGreaterThan(asked.length / 2);
    // An index of what waits or runs may be walked: that is what is asked for.
    const slow = /TEMP B-TREE|^SCAN async_\w+\b(?! USING (COVERING )?INDEX async_jobs_(due|running|waiting))/;
    expect(plans.flat().filter((plan) => slow.test(plan))).toEqual([]);
  });
});
