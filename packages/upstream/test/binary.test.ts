/** A binary answer is relayed as it comes: committed at its first byte, whole or torn, and paid for either way. */
import { leave, type UpstreamStep } from "@headgate/testkit";
import { describe, expect, test } from "vitest";
import { listen, openRig, type Rig, secret, timeouts, until } from "./rig.ts";
import { type Stage, stage } from "./stages.ts";

const speech = { model: "acme/m", input: "Hello", voice: "alloy" };
const used = { estimated: false, units: { characters: 5 } };
const lost = { ...used, estimated: true };

const open = (script: readonly UpstreamStep[], options: object = {}): Promise<Rig> =>
  openRig(script, { operation: "speech", ...options });

function bytes(body: string, headers: Readonly<Record<string, string>> = {}): UpstreamStep {
  return { headers: { "content-type": "audio/mpeg", ...headers }, body };
}

test("arrives untouched, with its own type and length, and who answered", async () => {
  const said = Buffer.from([0xff, 0xfb, 0, 0x0d, 0x0a, 0x80]);
  const rig = await open([
    (_request, _body, response) =>
      void response
        .writeHead(200, {
          "content-type": "audio/mpeg",
          "content-length": said.length,
          "content-disposition": `attachment; filename="${secret}.mp3"`,
          "x-request-id": "up_1",
          "set-cookie": "a=b",
        })
        .end(said),
  ]);
  const reply = await rig.send(rig.exchange(speech));
  expect([reply.status, reply.headers]).toEqual([
    200,
    {
      "content-type": "audio/mpeg",
      "content-length": "6",
      "content-disposition": expect.stringMatching(/^attachment; filename="(?!sk-acme-0123)/),
      "x-bf-provider": "acme",
      "x-bf-model": "m",
      "x-bf-attempts": "1",
      "x-upstream-request-id": "up_1",
    },
  ]);
  const heard = listen(reply);
  expect(await heard.outcome).toMatchObject({ ended: "complete", usage: used, bytes: 6 });
  expect(Buffer.concat(heard.writes).equals(said)).toBe(true);
  expect(rig.clock.pending).toBe(0);
});

test.each([
  ["application/octet-stream", 200],
  ["audio/wav", 200],
  ["video/mp4", 200],
  ["application/json", 200],
  ["text/html", 502],
  ["text/event-stream", 502],
])("an answer of type %s is %i", async (type, status) => {
  const rig = await open([bytes("{}", { "content-type": type })]);
  expect((await rig.send(rig.exchange(speech))).status).toBe(status);
});

test("without a type it is bytes", async () => {
  const rig = await open([(_request, _body, response) => void response.end("abc")]);
  expect((await rig.send(rig.exchange(speech))).headers["content-type"]).toBe("application/octet-stream");
});

test.each<readonly [string, UpstreamStep, object]>([
  ["an error in a 200", { body: { error: { message: "m", code: "rate_limit_exceeded" } } }, { status: 429, by: "provider" }],
  ["an error", { status: 404, body: { error: { message: "m", code: "model_not_found" } } }, { status: 404, by: "provider" }],
  ["nothing", bytes(""), { status: 502, message: "inference failed: acme answered with an empty body" }],
  ["an encoding that nobody asked for", bytes("x", { "content-encoding": "gzip" }), { status: 502, code: "upstream_error" }],
  ["a redirect", { status: 302, body: "x" }, { status: 502, message: expect.stringMatching(/redirect/) }],
  [
    "a cut before its first byte",
    (_request, _body, response) => {
      response.writeHead(200, { "content-type": "audio/mpeg", "content-length": 9 }).flushHeaders();
      response.destroy();
    },
    { status: 502, message: expect.stringMatching(/broke off|gave no answer/) },
  ],
])("%s is a failure that can be run again", async (_what, step, error) => {
  const rig = await open([step]);
  const reply = await rig.send(rig.exchange(speech));
  expect(reply.error).toMatchObject(error);
  expect(reply.usage).toBeUndefined();
  expect(rig.clock.pending).toBe(0);
});

async function begun(provider: Stage, head: Readonly<Record<string, string>> = {}) {
  const rig = await open([provider.step]);
  const x = rig.exchange(speech);
  const answered = rig.send(x);
  const response = await provider.asked;
  response.writeHead(200, { "content-type": "audio/mpeg", ...head }).write("abc");
  const reply = await answered;
  return { rig, x, reply, response };
}

describe.each([
  ["chunked", {}],
  ["of a known length", { "content-length": "9" }],
])("when %s, what breaks off is never a clean end", (_how, head) => {
  test("by a lost connection", async () => {
    const provider = stage();
    const { rig, reply, response } = await begun(provider, head);
    const heard = listen(reply);
    response.destroy();
    expect(await heard.outcome).toMatchObject({ ended: "cut", usage: lost, error: { status: 502, code: "upstream_error" } });
    expect([heard.ended, heard.frame, heard.text()]).toEqual([false, undefined, "abc"]);
    expect(rig.clock.pending).toBe(0);
  });

  test("by silence", async () => {
    const provider = stage();
    const { rig, reply } = await begun(provider, head);
    const heard = listen(reply);
    await rig.clock.advance(timeouts.idleMs);
    expect(await heard.outcome).toMatchObject({ ended: "cut", usage: lost, error: { status: 504, code: "timeout" } });
    await until(() => provider.closed, "the socket to the provider stayed open");
  });

  test("before its reader has come", async () => {
    const provider = stage();
    const { rig, reply, response } = await begun(provider, head);
    response.destroy();
    await until(() => rig.clock.pending === 0);
    expect(await listen(reply).outcome).toMatchObject({ ended: "cut", usage: lost });
  });
});

test("as long as bytes come only the total time counts", async () => {
  const provider = stage();
  const { rig, reply, response } = await begun(provider);
  const heard = listen(reply);
  for (let i = 1; i <= 3; i++) {
    await rig.clock.advance(timeouts.idleMs - 1);
    response.write("d");
    await until(() => heard.text().length === 3 + i);
  }
  await rig.clock.advance(timeouts.totalMs);
  expect(await heard.outcome).toMatchObject({ ended: "cut", error: { message: expect.stringMatching(/did not finish/) } });
});

test("headers without a byte are not waited for longer than for a first event", async () => {
  const provider = stage();
  const rig = await open([provider.step]);
  const answered = rig.send(rig.exchange(speech));
  const before = rig.looks();
  (await provider.asked).writeHead(200, { "content-type": "audio/mpeg" }).flushHeaders();
  await until(() => rig.looks() > before, "the head was not read");
  await rig.clock.advance(timeouts.firstEventMs);
  expect((await answered).error).toMatchObject({ status: 504, scope: "target" });
});

test("a client that leaves takes the call with it, and what was asked for is paid", async () => {
  const provider = stage();
  const { rig, x, reply } = await begun(provider);
  const heard = listen(reply);
  heard.delivery.abort();
  leave(x);
  expect(await heard.outcome).toMatchObject({ ended: "aborted", usage: lost });
  await until(() => provider.closed, "the socket to the provider stayed open");
  expect(rig.clock.pending).toBe(0);
});

test("while its reader stalls the upstream has to wait, and no timer runs", async () => {
  const provider = stage();
  const { rig, reply, response } = await begun(provider);
  const heard = listen(reply);
  heard.delivery.pause();
  const block = Buffer.alloc(64_000, 1);
  let sent = 3;
  for (let idle = 0; idle < 200 && sent < 64_000_000;) {
    if (response.writableNeedDrain) idle += 1;
    else {
      response.write(block);
      sent += block.length;
      idle = 0;
    }
    await new Promise<void>((resolve) => void setImmediate(resolve));
  }
  expect(response.writableNeedDrain).toBe(true);
  expect(heard.text().length).toBeLessThanOrEqual(3 + 65_536);
  await rig.clock.advance(timeouts.idleMs * 2);
  heard.delivery.resume();
  response.end();
  expect(await heard.outcome).toMatchObject({ ended: "complete", bytes: sent });
});

test("a reply that nobody reads lets go of its socket", async () => {
  const provider = stage();
  const { reply } = await begun(provider);
  reply.discard();
  await until(() => provider.closed, "the socket to the provider stayed open");
  expect(reply.usage).toEqual(lost);
});
