/** Keys with a maximum of calls at a time: never more, and every place comes back whatever happens. */
import { type ByteSource, deliver, refuse, reply, type Sink } from "@headgate/core";
import { leave, exchangeOf, type ScriptedReply } from "@headgate/testkit";
import { describe, expect, test, vi } from "vitest";
import { createScene, failing, good, idOf, keyOf, lost, type Scene } from "./scene.ts";

const one = keyOf("k0", { concurrency: 1 });
const broke = refuse({ code: "upstream_lost", status: 502, message: "lost", by: "gateway", scope: "target" });

/** An answer that stays open until the test ends it. */
function open(sinks: Sink[]): ScriptedReply {
  const body: ByteSource = { start: (sink) => void sinks.push(sink), pause() {}, resume() {}, cancel() {} };
  return (_x, call) => reply({ status: 200, call, body });
}

async function placesTaken({ host }: Scene): Promise<number> {
  const probe = await host.store.reserve("probe", [{ key: `${idOf(one)}:calls`, amount: 1000, limit: 999 }], 1);
  return probe.ok ? 0 : probe.used;
}

test("further calls go to the next key while all places are taken", async () => {
  const sinks: Sink[] = [];
  const scene = await createScene({ keys: [keyOf("k0", { concurrency: 2 }), "k1"], script: { k0: open(sinks), k1: good } });
  const first = [scene.ask(), scene.ask()];
  await scene.host.clock.advance(0);
  expect((await scene.ask()).status).toBe(200);
  expect(scene.seen).toEqual(["k0", "k0", "k1"]);
  sinks[0]!.end();
  await first[0];
  const next = scene.ask();
  await scene.host.clock.advance(0);
  expect(scene.seen.at(-1)).toBe("k0");
  for (const sink of sinks) sink.end();
  await Promise.all([...first, next]);
  expect([await placesTaken(scene), scene.host.clock.pending]).toEqual([0, 0]);
});

test("a pool without a free place says so, without a wait, and leaves its keys in use", async () => {
  const sinks: Sink[] = [];
  const scene = await createScene({ keys: [one, "k1"], script: { k0: open(sinks), k1: failing(401) } });
  const first = scene.ask();
  await scene.host.clock.advance(0);
  const full = (await scene.ask()).error;
  expect(full).toMatchObject({ status: 429, code: "rate_limit_exceeded", type: "rate_limit_error", scope: "target" });
  expect([full?.message, full?.retryAfterMs]).toEqual([
    "all configured keys that could be used are at their concurrency limit",
    undefined,
  ]);
  sinks[0]!.end();
  await first;
  expect(await scene.states()).toEqual(["valid", "perm"]);
});

test("replicas count together", async () => {
  const sinks: Sink[] = [];
  const scene = await createScene({ keys: [one, "k1"], script: { k0: open(sinks), k1: good } });
  const other = await createScene({ keys: [one, "k1"], script: { k0: good, k1: good }, host: scene.host });
  const first = scene.ask();
  await scene.host.clock.advance(0);
  await other.ask();
  sinks[0]!.end();
  await first;
  await other.ask();
  expect(other.seen).toEqual(["k1", "k0"]);
});

describe("a place comes back", () => {
  const streamed = (last: (sink: Sink) => void): ScriptedReply => {
    const body: ByteSource = {
      start: (sink) => (sink.write(new Uint8Array(1)), last(sink)),
      pause() {},
      resume() {},
      cancel() {},
    };
    return (_x, call) => reply({ status: 200, call, body });
  };
  test.each<readonly [string, ScriptedReply]>([
    ["after an answer", good],
    ["after a stream", streamed((sink) => sink.end())],
    ["after a stream that was cut", streamed((sink) => sink.fail(broke))],
    ["after a refused key", failing(429)],
    ["after a rejected key", failing(401)],
    ["after a server error", failing(503)],
    ["after a broken transport", lost(502)],
    ["after a throw", new Error("socket hang up")],
    ["after a later throw", () => Promise.reject(new Error("socket hang up"))],
  ])("%s", async (_what, answer) => {
    const scene = await createScene({ keys: [one], script: { k0: answer } });
    await scene.ask();
    expect([await placesTaken(scene), scene.host.clock.pending]).toEqual([0, 0]);
  });
  test("when the client leaves midway", async () => {
    const scene = await createScene({ keys: [one], script: { k0: open([]) } });
    const x = exchangeOf();
    const pending = scene.ask({ x });
    await scene.host.clock.advance(0);
    expect(await placesTaken(scene)).toBe(1);
    leave(x);
    expect((await pending).outcome.ended).toBe("aborted");
    expect([await placesTaken(scene), scene.host.clock.pending]).toEqual([0, 0]);
  });
  test("when the client leaves before the provider has answered", async () => {
    const silent: ScriptedReply = (x, call) =>
      new Promise((resolve) => void x["~onAbort"](() => resolve(reply({ ...lost(502), call }))));
    const scene = await createScene({ keys: [one], script: { k0: silent } });
    const x = exchangeOf();
    const pending = scene.ask({ x });
    leave(x);
    await pending;
    expect([await placesTaken(scene), scene.host.clock.pending]).toEqual([0, 0]);
  });
  test("when the reply is dropped unread", async () => {
    const scene = await createScene({ keys: [one], script: { k0: open([]) } });
    const x = exchangeOf();
    (await scene.pipeline.send(x, { provider: "openai", model: "gpt-4o", body: x.body })).discard();
    expect([await placesTaken(scene), scene.host.clock.pending]).toEqual([0, 0]);
  });
});

test("a place is kept for as long as the provider takes to answer, and while bytes flow", async () => {
  const sinks: Sink[] = [];
  let answer = (): void => {};
  const slow: ScriptedReply = (x, call) =>
    new Promise((resolve) => (answer = () => resolve((open(sinks) as (...given: unknown[]) => never)(x, call))));
  const scene = await createScene({ keys: [one], script: { k0: slow } });
  const { clock } = scene.host;
  const x = exchangeOf();
  const pending = scene.pipeline.send(x, { provider: "openai", model: "gpt-4o", body: x.body });
  await clock.advance(300_000);
  expect(await placesTaken(scene)).toBe(1);
  answer();
  deliver(await pending, { write() {}, end() {}, fail() {} });
  for (let second = 0; second < 300; second += 30) {
    sinks[0]!.write(new Uint8Array(1));
    await clock.advance(30_000);
    expect(await placesTaken(scene)).toBe(1);
  }
  // Each byte would be a round trip to the store.
  const renewed = vi.spyOn(scene.host.store, "renew");
  for (let chunk = 0; chunk < 100; chunk++) sinks[0]!.write(new Uint8Array(1));
  expect(renewed).toHaveBeenCalledOnce();
  // A reader that never comes back holds its place no longer than a replica that has died.
  await clock.advance(60_000);
  expect(await placesTaken(scene)).toBe(0);
  sinks[0]!.end();
  expect(clock.pending).toBe(0);
});
