/** When records are written, and as what. */
import { reply, type Send } from "@headgate/core";
import { createHost } from "@headgate/testkit";
import { expect, test } from "vitest";
import { kept, openLossy, said, send } from "./lossy.ts";
import { createKeeper, createMemory, openScene, routeless } from "./scene.ts";

test("writes once an interval, with a statement for each table", async () => {
  const { scene, inserts } = await openLossy({ flushMs: 1000 });
  for (let i = 0; i < 7; i++) await scene.send();
  await scene.host.clock.advance(999);
  expect(inserts()).toBe(0);
  await scene.host.clock.advance(1);
  expect(inserts()).toBe(2);
  expect([(await scene.requests()).length, (await scene.calls()).length]).toEqual([7, 7]);
  await scene.close();
});

test("writes as soon as a batch is full, without the clock", async () => {
  const { scene, inserts } = await openLossy({ batch: 10 });
  for (let i = 0; i < 4; i++) await scene.send();
  await scene.host.clock.advance(0);
  expect(inserts()).toBe(0);
  await scene.send();
  await scene.host.clock.advance(0);
  expect(inserts()).toBe(2);
  await scene.close();
});

test("lets others have a turn between the statements of a large batch, and hurries once somebody asks", async () => {
  const { scene, inserts, real } = await openLossy({ batch: 500 });
  for (let i = 0; i < 250; i++) await scene.send();
  await scene.host.clock.advance(0.0001);
  expect(inserts()).toBeGreaterThan(1);
  expect(await kept(real)).toEqual({ requests: 250, calls: 250 });
  for (let i = 0; i < 250; i++) await scene.send();
  // Turns enough for all of it, but the clock stands still.
  for (let turn = 0; turn < 50; turn++) await new Promise<void>((resolve) => void setImmediate(resolve));
  expect((await kept(real)).calls).toBeLessThan(500);
  expect(await scene.ask("summary")).toMatchObject({ summary: [{ requests: 500, calls: 500 }] });
  expect(scene.host.clock.pending).toBe(0);
  await scene.close();
});

test("no timer runs while there is nothing to write", async () => {
  const { scene } = await openLossy();
  expect(scene.host.clock.pending).toBe(0);
  await scene.send();
  expect(scene.host.clock.pending).toBe(1);
  await scene.host.clock.advance(1000);
  expect(scene.host.clock.pending).toBe(0);
  await scene.close();
});

test("close writes what waits, requests that end meanwhile included", async () => {
  const real = await createMemory(createHost());
  let finish = (): void => {};
  const slow: Send = async (x, call) => {
    if (x.id === "slow") await new Promise<void>((resolve) => (finish = resolve));
    return send(x, call);
  };
  const scene = await openScene({ send: slow, host: await createKeeper(real) });
  for (let i = 0; i < 3; i++) await scene.send();
  const last = scene.send({ id: "slow" });
  const closed = scene.pipeline.close(60_000);
  finish();
  await last;
  await closed;
  expect(scene.host.clock.pending).toBe(0);
  expect(await kept(real)).toEqual({ requests: 4, calls: 4 });
});

test("a record that cannot be written does not hold up the others", async () => {
  const { scene, real } = await openLossy();
  for (let i = 0; i < 9; i++) await scene.send(i === 4 ? { dialect: undefined as unknown as string } : {});
  await scene.close();
  expect(await kept(real)).toEqual({ requests: 8, calls: 8 });
  expect(said(scene)).toEqual(["a usage record could not be written", "a usage record could not be written"]);
});

test.each([
  ["half a character and a NUL", "openai/gpt\ud800\u0000x", "gpt\ufffd\ufffdx"],
  ["an endless name", `openai/${"x".repeat(5000)}`, "x".repeat(256)],
  ["statements", "openai/'); drop table usage_calls; --", "'); drop table usage_calls; --"],
])("keeps a model that is %s", async (_what, model, written) => {
  const { scene } = await openLossy();
  await scene.send({ json: { model } });
  expect(await scene.requests()).toEqual([expect.objectContaining({ model: written })]);
  await scene.close();
});

test.each([Number.NaN, Infinity, 1e300])("a count of %s is a count that nobody told", async (input) => {
  const scene = await openScene({
    send: (_x, call) => reply({ status: 200, call, usage: { estimated: true, units: { input, output: 2 } } }),
  });
  await scene.send();
  expect(await scene.calls()).toEqual([expect.objectContaining({ units: { output: 2 } })]);
  await scene.close();
});

test("without a database the log gets the records, and the routes say so", async () => {
  const scene = await openScene({ send, host: createHost() });
  await scene.send();
  await scene.host.clock.advance(1000);
  expect(said(scene)).toEqual(["usage of a call", "usage of a request"]);
  expect(scene.host.logged[0]!.fields).toMatchObject({ usage: { input: 1, provider: "openai", status: 200 } });
  await expect(scene.ask("requests")).rejects.toThrow("501 usage records are not kept here");
  await scene.close();
});

test("a database that is asked for but not there stops the start", async () => {
  await expect(openScene({ send, host: createHost(), options: { sink: "db" } })).rejects.toThrow('sink is "db"');
});

test("one use for the database and one for the log both have everything", async () => {
  const scene = await openScene({ send, inside: [routeless({ sink: "log" }, { as: "usage-log" })] });
  await scene.send();
  await scene.host.clock.advance(1000);
  expect([(await scene.requests()).length, (await scene.calls()).length]).toEqual([1, 1]);
  expect(said(scene)).toEqual(["usage of a call", "usage of a request"]);
  await scene.close();
});
