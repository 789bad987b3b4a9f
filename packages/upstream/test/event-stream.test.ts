/** Amazon's event stream carries what Anthropic would have streamed, whichever way the network cuts it, and its own ways to fail. */
import { array, assert, constantFrom, nat, property } from "fast-check";
import { Frames } from "@headgate/wire";
import { describe, expect, test } from "vitest";
import { EventStreamFrames } from "../src/event-stream.ts";
import { chunkOf, encoded, eventStream, exceptionOf } from "../../../scripts/servers/amazon.ts";
import { messages, openBedrock } from "./clouds.ts";
import { listen } from "./rig.ts";

const stream = { ...messages, stream: true };
const start = '{"type":"message_start","message":{"usage":{"input_tokens":7,"output_tokens":1}}}';
const hi = '{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hi 😀"}}';
const ends = '{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":2}}';
const stop = '{"type":"message_stop","amazon-bedrock-invocationMetrics":{"inputTokenCount":7}}';
const frame = (json: string): string => `event: ${/"type":"(\w+)"/.exec(json)![1]}\ndata: ${json}\n\n`;
const nothing = encoded({ ":event-type": "initial-response", ":message-type": "event" }, "{}");

function framesOf(chunks: readonly Uint8Array[]): string {
  const frames = new EventStreamFrames(10_000);
  let text = "";
  for (const chunk of chunks) frames.push(chunk, ({ bytes }) => (text += bytes.toString()));
  return `${text}${frames.pending}`;
}

test("any cut of the same bytes gives the same events", () => {
  const all = [chunkOf(hi), chunkOf(stop), exceptionOf("throttlingException", "é"), nothing];
  const cuts = array(nat({ max: 1500 }), { maxLength: 20 });
  assert(
    property(array(constantFrom(...all), { maxLength: 6 }), nat({ max: 30 }), cuts, (those, missing, at) => {
      const bytes = Buffer.concat(those);
      const whole = bytes.subarray(0, Math.max(0, bytes.length - missing));
      const sorted = [0, ...at.filter((cut) => cut < whole.length).sort((a, b) => a - b), whole.length];
      const pieces = sorted.slice(1).map((end, i) => whole.subarray(sorted[i], end));
      return framesOf(pieces) === framesOf([whole]);
    }),
  );
});

test("an event is the server-sent event that it wraps, even if it was printed on several lines", () => {
  const read: string[] = [];
  const frames = new EventStreamFrames(10_000);
  const printed = JSON.stringify(JSON.parse(hi), null, 2);
  frames.push(Buffer.concat([chunkOf(hi), nothing, chunkOf(printed), chunkOf('{"no":"type"}')]), ({ bytes, event, data }) => {
    read.push(bytes.toString());
    // What came out is one event for any other reader.
    new Frames(10_000).push(Buffer.from(bytes), (again) => expect([again.event, again.data]).toEqual([event, data]));
  });
  expect(read).toEqual([frame(hi), frame(hi), 'data: {"no":"type"}\n\n']);
});

test("a stream is heard as Anthropic's, and counted", async () => {
  const rig = await openBedrock([eventStream(...[start, hi, ends, stop].map(chunkOf))]);
  const reply = await rig.send(rig.exchange(stream));
  expect([reply.status, reply.headers["content-type"]]).toEqual([200, "text/event-stream; charset=utf-8"]);
  const heard = listen(reply);
  const { ended, usage } = await heard.outcome;
  expect([ended, heard.text()]).toEqual(["complete", [start, hi, ends, stop].map(frame).join("")]);
  expect(usage).toEqual({ estimated: false, units: expect.objectContaining({ input: 7, output: 2 }) as unknown });
});

describe("an exception", () => {
  const rows = [
    ["throttlingException", 429, "key", "rate_limit_error"],
    ["validationException", 400, "request", "invalid_request_error"],
    ["modelStreamErrorException", 502, "target", "api_error"],
    ["internalServerException", 502, "target", "api_error"],
    ["serviceUnavailableException", 503, "target", "overloaded_error"],
    ["modelTimeoutException", 504, "target", "timeout_error"],
    ["somethingNewException", 502, "target", "api_error"],
  ] as const;

  test.each(rows)("%s as the first event is a %i of scope %s", async (name, status, scope) => {
    const rig = await openBedrock([eventStream(nothing, chunkOf(start), exceptionOf(name, "words"))]);
    const { error } = await rig.send(rig.exchange(stream));
    expect(error).toMatchObject({ status, scope, message: "words", by: "provider" });
  });

  test.each(rows)("%s later on is the last that is heard", async (name, status, _scope, type) => {
    const rig = await openBedrock([eventStream(chunkOf(hi), exceptionOf(name, "words"))]);
    const heard = listen(await rig.send(rig.exchange(stream)));
    const { ended } = await heard.outcome;
    expect([ended, heard.text(), heard.failed?.status]).toEqual(["cut", frame(hi), status]);
    expect(heard.frame).toMatch(/^event: error\ndata: /);
    expect(JSON.parse(heard.frame!.slice(19))).toMatchObject({ type: "error", error: { type, message: "words" } });
  });

  test("may be an error without a name of its own", async () => {
    const error = encoded({ ":message-type": "error", ":error-code": "InternalServerException", ":error-message": "words" }, "");
    const rig = await openBedrock([eventStream(error)]);
    expect((await rig.send(rig.exchange(stream))).error).toMatchObject({ status: 502, message: "words" });
  });
});

describe("a stream that is none", () => {
  const whole = Buffer.from(chunkOf(hi));
  const bent = (at: number): Buffer => {
    const bytes = Buffer.from(whole);
    bytes[at]! ^= 1;
    return bytes;
  };
  const large = chunkOf(JSON.stringify({ type: "content_block_delta", text: "x".repeat(60_000) }));
  const no = encoded({ ":event-type": "chunk", ":message-type": "event" }, '{"byte":""}');
  const rows: readonly (readonly [string, Uint8Array, string])[] = [
    ["has a bent prelude", bent(1), "sent a malformed event"],
    ["has a bent body", bent(60), "sent a malformed event"],
    ["has a bent checksum", bent(whole.length - 1), "sent a malformed event"],
    ["is server-sent events", Buffer.from(frame(hi)), "sent a malformed event"],
    ["has a chunk without bytes", no, "sent a malformed event"],
    ["has a chunk without JSON", chunkOf("Hi"), "sent a malformed event"],
    ["has too large a message", large, "sent an event that is too large"],
    ["breaks off", whole.subarray(0, 50), "ended its stream before it was complete"],
    ["ends too soon", Buffer.alloc(0), "ended its stream before it was complete"],
  ];

  test.each(rows)("because it %s is lost", async (_name, bytes, what) => {
    const rig = await openBedrock([eventStream(bytes)]);
    const { error } = await rig.send(rig.exchange(stream));
    expect(error).toMatchObject({ status: 502, scope: "target", by: "gateway", message: `inference failed: acme ${what}` });
    expect(rig.clock.pending).toBe(0);
  });

  test.each(rows)("because it %s is cut where it had begun", async (_name, bytes, what) => {
    const rig = await openBedrock([eventStream(chunkOf(hi), bytes)]);
    const heard = listen(await rig.send(rig.exchange(stream)));
    expect((await heard.outcome).ended).toBe("cut");
    expect([heard.text(), heard.failed?.message]).toEqual([frame(hi), `inference failed: acme ${what}`]);
  });

  test("but of another type is no stream", async () => {
    const rig = await openBedrock([{ events: [frame(hi)] }]);
    expect((await rig.send(rig.exchange(stream))).error).toMatchObject({ status: 502 });
  });
});
