/** A stream is answered with its first meaningful event, and until then with nothing at all. */
import type { Reply } from "@headgate/core";
import { describe, expect, test } from "vitest";
import { listen, openRig, type RigOptions, secret, streamed, until } from "./rig.ts";
import { done, hi, openStream, role, stage, stop, usage } from "./stages.ts";

const event = (name: string, more: object = {}): string => `event: ${name}\ndata: ${JSON.stringify({ type: name, ...more })}\n\n`;

async function open(first: string, options: RigOptions = {}) {
  const provider = stage();
  const rig = await openRig([provider.step], options);
  let reply: Reply | undefined;
  const answered = rig.send(rig.exchange(streamed)).then((out) => (reply = out));
  openStream(await provider.asked).write(first);
  return { rig, provider, answered, reply: () => reply, write: (text: string) => provider.response!.write(text) };
}

describe("does not commit", () => {
  test.each<[string, string, string?]>([
    ["comments", ": a\n\n: b\n\n"],
    ["a role", role],
    ["an empty delta", 'data: {"choices":[{"delta":{}}]}\n\n'],
    ["usage", usage],
    ["created and in progress", event("response.created") + event("response.in_progress"), "responses"],
    ["an opened item", event("response.output_item.added"), "responses"],
  ])("on %s, so an error behind it is a plain failure", async (_name, before, operation) => {
    const { rig, provider, answered, reply, write } = await open(before, operation ? { operation } : {});
    for (let turn = 0; turn < 20; turn++) await rig.clock.advance(0);
    expect(reply()).toBeUndefined();
    write(`${operation ? "event: error\n" : ""}data: {"error":{"message":"m","code":"rate_limit_exceeded"}}\n\n`);
    const { error, status, body } = await answered;
    const expected = { scope: "key", by: "provider", message: "m" };
    expect({ status, body, error }).toMatchObject({ status: 429, body: null, error: expected });
    await until(() => provider.closed, "the socket to the provider stayed open");
    expect(rig.clock.pending).toBe(0);
  });

  test("on half of an event, but on the other half", async () => {
    const { rig, answered, reply, write } = await open(hi.slice(0, -1));
    for (let turn = 0; turn < 20; turn++) await rig.clock.advance(0);
    expect(reply()).toBeUndefined();
    write("\n");
    expect((await answered).status).toBe(200);
  });
});

describe("commits", () => {
  test.each<[string, string, string?]>([
    ["content", hi],
    ["reasoning", 'data: {"choices":[{"delta":{"reasoning_content":"Hm"}}]}\n\n'],
    ["a fragment of a tool call", 'data: {"choices":[{"delta":{"tool_calls":[{"index":0}]}}]}\n\n'],
    ["a finish reason", stop],
    ["the terminator", done],
    ["a text delta", event("response.output_text.delta", { delta: "H" }), "responses"],
    ["the end of a response", event("response.completed", { response: {} }), "responses"],
  ])("on %s, with everything that came before it", async (_name, first, operation) => {
    const { answered } = await open(`: a\n\n${first}`, operation ? { operation } : {});
    const reply = await answered;
    expect(reply.status).toBe(200);
    expect(reply.headers).toMatchObject({
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-cache",
      "x-accel-buffering": "no",
      "x-bf-provider": "acme",
      "x-bf-attempts": "1",
    });
    expect(listen(reply).text()).toBe(`: a\n\n${first}`);
  });
});

test("a media type is compared without case", async () => {
  const rig = await openRig([{ events: [hi, done], headers: { "content-type": "Text/Event-Stream" } }]);
  expect((await rig.send(rig.exchange(streamed))).status).toBe(200);
});

test("an error in the first event does not quote our key", async () => {
  const rig = await openRig([{ events: [JSON.stringify({ error: { message: `bad key ${secret}` } })] }]);
  expect(JSON.stringify((await rig.send(rig.exchange(streamed))).error)).not.toContain(secret);
});

describe("after holdMs of meaningless events", () => {
  test("it commits, and keeps the connection alive until something is said", async () => {
    const { rig, answered, reply, write } = await open(role, { holdMs: 700 });
    await until(() => rig.clock.pending === 2, "the hold has not begun");
    await rig.clock.advance(699);
    expect(reply()).toBeUndefined();
    await rig.clock.advance(1);
    const heard = listen(await answered);
    expect(heard.text()).toBe(`${role}: keep-alive\n\n`);
    await rig.clock.advance(1400);
    expect(heard.text()).toBe(`${role}${": keep-alive\n\n".repeat(3)}`);
    write(hi);
    await until(() => heard.text().endsWith(hi));
    await rig.clock.advance(1400);
    expect(heard.text().endsWith(hi)).toBe(true);
    write(done);
    expect((await heard.outcome).ended).toBe("complete");
  });

  test("a failure is then a frame, and nothing is left behind", async () => {
    const { rig, answered, write } = await open(role, { holdMs: 700 });
    await until(() => rig.clock.pending === 2);
    await rig.clock.advance(700);
    const heard = listen(await answered);
    write('data: {"error":{"message":"m"}}\n\n');
    expect((await heard.outcome).ended).toBe("cut");
    expect(heard.frame).toContain('"message":"m"');
    expect(rig.clock.pending).toBe(0);
  });

  test("a reader that leaves stops the keep-alive", async () => {
    const { rig, provider, answered } = await open(role, { holdMs: 700 });
    await until(() => rig.clock.pending === 2);
    await rig.clock.advance(700);
    const heard = listen(await answered);
    heard.delivery.abort();
    expect((await heard.outcome).ended).toBe("aborted");
    expect(rig.clock.pending).toBe(0);
    await until(() => provider.closed);
  });
});
