/** How running jobs end with their process: in time, or handed back for another to run. */
import { callOf, exchangeOf } from "@headgate/testkit";
import { expect, test } from "vitest";
import { at, held, openScene } from "./async-job-scene.ts";

test("a job that ends in time is stored", async () => {
  const { send, waiting } = held();
  const scene = await openScene({ send });
  const { job } = await scene.submit();
  await scene.until(() => waiting.length > 0);
  const closed = scene.open.close(1000);
  await scene.host.clock.advance(999);
  waiting[0]!.answer();
  await closed;
  const other = await openScene({ with: scene });
  expect((await other.ask("GET", `${at}/${job.id}`)).job.status).toBe("completed");
});

test("one that does not is aborted, handed back, and run by another as if it had not been", async () => {
  const { send, waiting } = held();
  const scene = await openScene({ send, options: { attempts: 1 } });
  const { job } = await scene.submit();
  await scene.until(() => waiting.length > 0);
  const closed = scene.open.close(1000);
  await scene.host.clock.advance(1000);
  await closed;
  expect(waiting).toEqual([undefined]);
  const other = await openScene({ with: scene, options: { attempts: 1 } });
  expect((await other.collect(job.id)).job.status).toBe("completed");
});

test("a job is handed back in time, though a client's own request hangs on", async () => {
  const { send, waiting } = held();
  const scene = await openScene({ send });
  await scene.submit();
  await scene.until(() => waiting.length > 0);
  const x = exchangeOf({ path: "/v1/chat/completions" });
  const hanging = Promise.resolve(scene.open.pipeline.send(x, callOf(x)));
  await scene.until(() => waiting.length > 1);
  const closed = scene.open.close(1000);
  await scene.host.clock.advance(1000);
  expect(waiting[0]).toBeUndefined();
  waiting[1]!.answer();
  (await hanging).discard();
  await closed;
});

test("while requests of before still fly, as when the config has changed, none is begun and those that run are let run", async () => {
  const { send, waiting } = held();
  const scene = await openScene({ send });
  const { job } = await scene.submit();
  await scene.until(() => waiting.length > 0);
  const closed = scene.open.close(2 ** 31 - 1);
  await scene.submit();
  await scene.host.clock.advance(600_000);
  expect(waiting).toHaveLength(1);
  waiting[0]!.answer();
  await closed;
  const other = await openScene({ with: scene });
  expect((await other.ask("GET", `${at}/${job.id}`)).job.status).toBe("completed");
});

test("no timer stays behind, though a call does not listen to its abort", async () => {
  const scene = await openScene({ send: () => new Promise(() => {}) });
  await scene.submit();
  await scene.host.clock.advance(5000);
  const closed = scene.open.close();
  await scene.host.clock.advance(0);
  await closed;
  await scene.host.clock.advance(10_000);
  expect([scene.host.clock.pending, scene.host.logged]).toEqual([0, []]);
});
