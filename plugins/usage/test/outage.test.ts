/** A ledger whose database is away or takes no writes: what waits, how often it tries, what is dropped, and that nothing is there twice. */
import { createHost } from "@headgate/testkit";
import { sql } from "kysely";
import { expect, test } from "vitest";
import { kept, type KyselyOf, openLossy, said, send } from "./lossy.ts";
import { createKeeper, createMemory, openScene } from "./scene.ts";

test("keeps records while the database is away, writes each once when it is back, and says both once", async () => {
  const { scene, away, back, real } = await openLossy({ batch: 10 });
  for (let i = 0; i < 3; i++) await scene.send();
  away();
  for (let second = 0; second < 30; second++) {
    await scene.send();
    await scene.host.clock.advance(1000);
  }
  expect(await kept(real)).toEqual({ requests: 0, calls: 0 });
  back();
  await scene.host.clock.advance(2000);
  expect(await kept(real)).toEqual({ requests: 33, calls: 33 });
  expect(said(scene)).toEqual(["usage records wait for the database", "usage records are written again"]);
  await scene.close();
});

test("a batch of which a half was written is written again without doubles", async () => {
  const { scene, away, back, real } = await openLossy();
  for (let i = 0; i < 5; i++) await scene.send();
  away("usage_requests");
  await scene.host.clock.advance(1000);
  expect(await kept(real)).toEqual({ requests: 0, calls: 5 });
  back();
  await scene.host.clock.advance(1000);
  expect(await kept(real)).toEqual({ requests: 5, calls: 5 });
  await scene.close();
});

test("a batch that was written without anybody hearing of it is written again without doubles", async () => {
  const { scene, silent, back, real } = await openLossy();
  for (let i = 0; i < 5; i++) await scene.send();
  silent();
  await scene.host.clock.advance(3000);
  expect(await kept(real)).toEqual({ requests: 0, calls: 5 });
  back();
  await scene.host.clock.advance(1000);
  expect(await kept(real)).toEqual({ requests: 5, calls: 5 });
  await scene.close();
});

test("drops the oldest beyond `keep`, and the log counts them", async () => {
  const { scene, away, back, real } = await openLossy({ keep: 20, batch: 4 });
  away();
  for (let i = 0; i < 50; i++) await scene.send({ id: `request-${i}` });
  back();
  await scene.host.clock.advance(2000);
  const { requests, calls } = await kept(real);
  expect(requests + calls).toBeLessThanOrEqual(20);
  const dropped = scene.host.logged.flatMap(({ fields }) => (fields as { dropped?: number }).dropped ?? []);
  expect(dropped.reduce((sum, count) => sum + count, 0)).toBe(100 - requests - calls);
  expect((await scene.requests("order=desc&limit=1"))[0]).toMatchObject({ correlation_id: "request-49" });
  await scene.close();
});

test("what is lost at the end, with the database still away, is counted in the log", async () => {
  const { scene, away } = await openLossy();
  await scene.send();
  away();
  await scene.close();
  expect(said(scene)).toContain("2 usage records are lost: the database is away");
});

test("tries after one interval, then after pauses that grow to two seconds, and as ever once it is back", async () => {
  const { scene, away, back, tries } = await openLossy({ flushMs: 100, batch: 5 });
  const { clock } = scene.host;
  const began = clock.now();
  const times: number[] = [];
  const pass = async (ms: number): Promise<void> => {
    for (let left = ms; left > 0; left -= 100) {
      const before = tries();
      await scene.send();
      await clock.advance(100);
      if (tries() > before) times.push(clock.now() - began);
      expect(tries() - before).toBeLessThanOrEqual(1);
    }
  };
  away();
  await pass(8000);
  expect(times).toEqual([100, 200, 400, 800, 1600, 3200, 5200, 7200]);
  back();
  await clock.advance(2000);
  await scene.send();
  const before = tries();
  await clock.advance(100);
  expect(tries() - before).toBe(2);
  await scene.close();
});

test("however many ask, a database that takes no writes is tried once an interval", async () => {
  const { scene, away, back, tries } = await openLossy();
  for (let i = 0; i < 5; i++) await scene.send();
  away();
  for (let i = 0; i < 50; i++) expect(await scene.ask("requests")).toMatchObject({ total_count: 0 });
  expect(tries()).toBe(1);
  await Promise.all(Array.from({ length: 50 }, () => scene.ask("summary")));
  expect(tries()).toBe(1);
  back();
  await scene.host.clock.advance(1000);
  expect(await scene.ask("requests")).toMatchObject({ total_count: 5 });
  await scene.close();
});

test("a database that really is read-only answers questions, and has everything once when it is no longer", async () => {
  const real = await createMemory(createHost());
  const { kysely } = real["~db"] as KyselyOf;
  const scene = await openScene({ send, options: { retentionDays: "forever" }, host: await createKeeper(real) });
  await sql`pragma query_only = on`.execute(kysely);
  for (let second = 0; second < 20; second++) {
    await scene.send();
    await scene.host.clock.advance(1000);
  }
  expect(await scene.ask("summary")).toMatchObject({ summary: [{ requests: 0, calls: 0 }] });
  await sql`pragma query_only = off`.execute(kysely);
  await scene.host.clock.advance(2000);
  expect(await scene.ask("summary")).toMatchObject({ summary: [{ requests: 20, calls: 20 }] });
  expect(said(scene)).toEqual(["usage records wait for the database", "usage records are written again"]);
  await scene.close();
});
