/** The four timers: each ends the call with a 504 and takes the socket with it, and none outlives it. */
import type { Reply } from "@headgate/core";
import type { ServerResponse } from "node:http";
import { describe, expect, test } from "vitest";
import { listen, openRig, type Rig, streamed, timeouts, until } from "./rig.ts";
import { hi, openStream, role, type Stage, stage } from "./stages.ts";

const timeout = "inference failed: request timeout: acme";

interface Scene {
  readonly rig: Rig;
  readonly provider: Stage;
  readonly reply: Promise<Reply>;
}

async function open(json?: object): Promise<Scene> {
  const provider = stage();
  const rig = await openRig([provider.step]);
  const reply = rig.send(rig.exchange(json));
  await provider.asked;
  return { rig, provider, reply };
}

/** Sends, and waits until the head of the answer has been read. */
async function begin({ rig, provider }: Scene, head: (response: ServerResponse) => unknown): Promise<void> {
  const before = rig.looks();
  head(provider.response!);
  await until(() => rig.looks() > before, "the head of the answer was not read");
}

/** What a call that ran out of time says, once it has been made sure that it left nothing behind. */
async function timedOut({ rig, provider, reply }: Scene): Promise<string> {
  const { error, body } = await reply;
  expect(error).toMatchObject({ code: "timeout", status: 504, by: "gateway", scope: "target" });
  expect(body).toBeNull();
  await until(() => provider.closed, "the socket to the provider stayed open");
  expect(rig.clock.pending).toBe(0);
  return error!.message;
}

describe.each([
  ["a whole answer", undefined],
  ["a stream", streamed],
])("for %s", (_name, json) => {
  test("headers that never come", async () => {
    const scene = await open(json);
    await scene.rig.clock.advance(timeouts.headersMs - 1);
    expect(scene.provider.closed).toBe(false);
    await scene.rig.clock.advance(1);
    expect(await timedOut(scene)).toBe(`${timeout} did not begin to answer within 1000 ms`);
  });
});

test("a whole answer may be silent for longer than any but the total", async () => {
  const scene = await open();
  await begin(scene, (response) => response.writeHead(200, { "content-type": "application/json" }).write('{"a":'));
  await scene.rig.clock.advance(timeouts.totalMs - 1);
  expect(scene.provider.closed).toBe(false);
  await scene.rig.clock.advance(1);
  expect(await timedOut(scene)).toBe(`${timeout} did not finish within 10000 ms`);
});

test("the body of an error is waited for no longer than the total", async () => {
  const scene = await open();
  await begin(scene, (response) => response.writeHead(500).write("x"));
  await scene.rig.clock.advance(timeouts.totalMs);
  expect(await timedOut(scene)).toBe(`${timeout} did not finish within 10000 ms`);
});

test("a stream that shows no event", async () => {
  const scene = await open(streamed);
  await begin(scene, (response) => openStream(response).write("data: {"));
  await scene.rig.clock.advance(timeouts.firstEventMs);
  expect(await timedOut(scene)).toBe(`${timeout} sent no event within 2000 ms`);
});

test("a first event may be meaningless: then silence counts", async () => {
  const scene = await open(streamed);
  await begin(scene, (response) => openStream(response).write(": thinking\n\n"));
  // The event sets two timers: silence begins, and so does the hold.
  await until(() => scene.rig.clock.pending === 2);
  await scene.rig.clock.advance(timeouts.idleMs - 1);
  expect(scene.provider.closed).toBe(false);
  await scene.rig.clock.advance(1);
  expect(await timedOut(scene)).toBe(`${timeout} fell silent midway within 3000 ms`);
});

describe("after the commit", () => {
  async function committed(): Promise<Scene & { heard: ReturnType<typeof listen> }> {
    const scene = await open(streamed);
    openStream(scene.provider.response!).write(role + hi);
    return { ...scene, heard: listen(await scene.reply) };
  }

  test("silence ends the stream with an error frame", async () => {
    const { rig, provider, heard } = await committed();
    await rig.clock.advance(timeouts.idleMs);
    expect(heard.failed).toMatchObject({ code: "timeout", status: 504 });
    expect(heard.frame).toMatch(/^data: {"error":{"message":"inference failed: request timeout: acme fell silent midway/);
    expect(heard.text()).toBe(role + hi);
    expect((await heard.outcome).ended).toBe("cut");
    await until(() => provider.closed);
    expect(rig.clock.pending).toBe(0);
  });

  test("every event, even a comment, begins the silence anew; half an event does not", async () => {
    const { rig, provider, heard } = await committed();
    for (let i = 0; i < 2; i++) {
      await rig.clock.advance(timeouts.idleMs - 1);
      provider.response!.write(": ping\n\n");
      await until(() => heard.text().endsWith(": ping\n\n".repeat(i + 1)));
    }
    await rig.clock.advance(timeouts.idleMs - 1);
    provider.response!.write("data: {");
    for (let turn = 0; turn < 10; turn++) await rig.clock.advance(0);
    expect(heard.failed).toBeUndefined();
    await rig.clock.advance(1);
    expect(heard.failed?.message).toContain("fell silent");
  });

  test("the total ends even a lively stream", async () => {
    const { rig, provider, heard } = await committed();
    let said = hi;
    for (let i = 0; i < 4; i++) {
      await rig.clock.advance(2499);
      provider.response!.write(hi);
      said += hi;
      await until(() => heard.text() === role + said);
    }
    await rig.clock.advance(4);
    expect(heard.failed?.message).toContain("did not finish within 10000 ms");
    await until(() => provider.closed);
    expect(rig.clock.pending).toBe(0);
  });

  test("silence does not count while the reader stalls", async () => {
    const { rig, provider, heard } = await committed();
    heard.delivery.pause();
    await rig.clock.advance(timeouts.idleMs * 2);
    expect(heard.failed).toBeUndefined();
    heard.delivery.resume();
    await rig.clock.advance(timeouts.idleMs - 1);
    expect(heard.failed).toBeUndefined();
    provider.response!.write(hi);
    await until(() => heard.text() === role + hi + hi);
  });

  test("silence counts again from the moment that the reader goes on", async () => {
    const { rig, heard } = await committed();
    heard.delivery.pause();
    await rig.clock.advance(timeouts.idleMs + 500);
    heard.delivery.resume();
    await rig.clock.advance(timeouts.idleMs);
    expect(heard.failed?.message).toContain("fell silent");
    expect(rig.clock.pending).toBe(0);
  });
});
