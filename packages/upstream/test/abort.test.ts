/** Whoever wanted the answer is gone: so is the call, at once, whatever it was doing. */
import type { Reply } from "@headgate/core";
import { leave } from "@headgate/testkit";
import { describe, expect, test } from "vitest";
import { listen, openRig, streamed, until } from "./rig.ts";
import { done, hi, openStream, role, stage } from "./stages.ts";

const clientLeft = { status: 499, code: "client_closed_request" };
const ended = { status: 504, code: "timeout", message: "inference failed: request timeout: the pass was ended" };

describe.each([
  ["the client leaves", clientLeft],
  ["a plugin ends the pass", ended],
])("when %s", (who, refusal) => {
  async function open(json?: object) {
    const provider = stage();
    const rig = await openRig([provider.step]);
    const x = rig.exchange(json);
    const pass = new AbortController();
    const reply = rig.send(x, { signal: pass.signal });
    const abort = (): void => (who === "the client leaves" ? leave(x) : pass.abort());
    const freed = async (): Promise<void> => {
      await until(() => provider.closed, "the socket to the provider stayed open");
      expect(rig.clock.pending).toBe(0);
    };
    return { rig, provider, reply, abort, freed };
  }
  test.each([
    ["a whole answer", undefined],
    ["a stream", streamed],
  ])("before the headers of %s", async (_name, json) => {
    const { provider, reply, abort, freed } = await open(json);
    await provider.asked;
    abort();
    await expect(reply).resolves.toMatchObject({ error: refusal });
    await freed();
  });

  test("before the connection is made", async () => {
    const { rig, reply, abort } = await open();
    abort();
    await expect(reply).resolves.toMatchObject({ error: refusal });
    expect(rig.clock.pending).toBe(0);
  });

  test("in the middle of a whole answer", async () => {
    const { rig, provider, reply, abort, freed } = await open();
    await provider.asked;
    const before = rig.looks();
    provider.response!.writeHead(200, { "content-type": "application/json" }).write("{");
    await until(() => rig.looks() > before);
    abort();
    await expect(reply).resolves.toMatchObject({ error: refusal });
    await freed();
  });

  test("while a stream is held", async () => {
    const { rig, provider, reply, abort, freed } = await open(streamed);
    openStream(await provider.asked).write(role);
    await until(() => rig.clock.pending === 2);
    abort();
    await expect(reply).resolves.toMatchObject({ error: refusal });
    await freed();
  });

  test("after the commit, before anybody reads", async () => {
    const { provider, reply, abort, freed } = await open(streamed);
    openStream(await provider.asked).write(hi);
    const committed = await reply;
    abort();
    await freed();
    const heard = listen(committed);
    expect([heard.text(), heard.failed?.code]).toEqual([hi, refusal.code]);
    expect((await heard.outcome).usage).toMatchObject({ estimated: true });
  });

  test("in the middle of a stream", async () => {
    const { provider, reply, abort, freed } = await open(streamed);
    openStream(await provider.asked).write(hi);
    const heard = listen(await reply);
    abort();
    expect(await heard.outcome).toMatchObject({ ended: "cut", error: refusal, usage: { estimated: true } });
    await freed();
  });

  test("after the terminator it changes nothing", async () => {
    const { provider, reply, abort } = await open(streamed);
    openStream(await provider.asked).write(hi + done);
    const heard = listen(await reply);
    expect((await heard.outcome).ended).toBe("complete");
    abort();
    expect([heard.ended, heard.failed]).toEqual([true, undefined]);
    provider.response!.end();
  });
});

test("a client that had left before the call is answered without one", async () => {
  const rig = await openRig([]);
  const x = rig.exchange();
  leave(x);
  expect((await rig.send(x)).error).toMatchObject(clientLeft);
  expect(rig.clock.pending).toBe(0);
  rig.upstream.verify();
});

test("a pass that had been ended before the call is answered without one", async () => {
  const rig = await openRig([]);
  const reply = await rig.send(undefined, { signal: AbortSignal.abort() });
  expect(reply.error).toMatchObject(ended);
  expect(rig.clock.pending).toBe(0);
  rig.upstream.verify();
});

describe("a reply that is dropped", () => {
  test.each<[string, "discarded" | "aborted", (reply: Reply) => void]>([
    ["unread", "discarded", (reply) => reply.discard()],
    ["by its reader", "aborted", (reply) => listen(reply).delivery.abort()],
  ])("%s frees its socket", async (_name, how, drop) => {
    const provider = stage();
    const rig = await openRig([provider.step]);
    const answered = rig.send(rig.exchange(streamed));
    openStream(await provider.asked).write(hi);
    const reply = await answered;
    const outcome = new Promise((resolve) => void reply.onClose(resolve));
    drop(reply);
    expect(await outcome).toMatchObject({ ended: how, usage: { estimated: true, units: { output: 1 } } });
    await until(() => provider.closed, "the socket to the provider stayed open");
    expect(rig.clock.pending).toBe(0);
  });
});

test("ends with nobody left listening on the exchange or the signal", async () => {
  const rig = await openRig([{ body: {} }, { status: 500, body: {} }, { events: [hi, done] }]);
  const x = rig.exchange(streamed) as unknown as Parameters<typeof rig.send>[0] & { leavers?: unknown[] };
  const listeners = new Set<unknown>();
  const signal = new AbortController().signal;
  const { addEventListener, removeEventListener } = signal;
  Object.assign(signal, {
    addEventListener: (...all: Parameters<typeof addEventListener>) => (
      listeners.add(all[1]),
      addEventListener.apply(signal, all)
    ),
    removeEventListener: (...all: Parameters<typeof removeEventListener>) => (
      listeners.delete(all[1]),
      removeEventListener.apply(signal, all)
    ),
  });
  for (let i = 0; i < 3; i++) await listen(await rig.send(x, { signal })).outcome;
  expect([x.leavers, listeners.size]).toEqual([[], 0]);
});
