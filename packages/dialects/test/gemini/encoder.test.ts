/** Events as a client's stream. */
import { refuse } from "@headgate/core";
import { type AnswerEvent, Unreadable } from "@headgate/dialects";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { meanings, payloads } from "../frames.ts";
import { decoded, encoded, format, readerOfGemini, telling, thoughtful } from "./frames.ts";

const end = (reason: "end" | "length" | "calls" | "filtered" = "end"): readonly AnswerEvent[] => [
  { type: "stop", stop: { reason } },
  { type: "end" },
];
describe("a client's stream", () => {
  const begin: AnswerEvent = { type: "start", id: "msg_1", model: "claude", units: { input: 9, output: 1 } };
  const bodies = (events: readonly AnswerEvent[], about = telling): readonly Record<string, unknown>[] =>
    payloads(encoded(events, about)).map(([, body]) => body);
  const identity = { modelVersion: "fast", responseId: "msg_1" };
  const frame = (part: object): object => ({
    candidates: [{ content: { parts: [part], role: "model" }, index: 0 }],
    ...identity,
  });
  const last = (finishReason: string, more: object = {}): object => ({
    candidates: [{ content: { parts: [{ text: "" }], role: "model" }, finishReason, index: 0 }],
    usageMetadata: { promptTokenCount: 9, candidatesTokenCount: 1, totalTokenCount: 10 },
    ...identity,
    ...more,
  });

  test("each text is a frame, and the last one tells the reason and the usage", () => {
    const events: readonly AnswerEvent[] = [
      begin,
      { type: "text", text: 'a"\n' },
      { type: "text", text: "b" },
      { type: "stop", stop: { reason: "length" } },
      { type: "units", units: { output: 5 } },
      { type: "end" },
    ];
    expect(bodies(events)).toEqual([
      frame({ text: 'a"\n' }),
      frame({ text: "b" }),
      last("MAX_TOKENS", { usageMetadata: { promptTokenCount: 9, candidatesTokenCount: 5, totalTokenCount: 14 } }),
    ]);
    expect(encoded(events)).toMatch(/^(data: .*\n\n)+$/);
  });

  test("a call is whole in one frame, as soon as it has ended", () => {
    const encoder = format.createEncoder(telling);
    const events: readonly AnswerEvent[] = [
      begin,
      { type: "call", id: "1", name: "f" },
      { type: "arguments", text: '{"a"' },
      { type: "arguments", text: ":1}" },
      { type: "call", id: "2", name: "g" },
    ];
    expect(events.map((event) => encoder.write(event)).filter((text) => text !== "")).toHaveLength(1);
    expect(bodies([...events, ...end("calls")])).toEqual([
      frame({ functionCall: { id: "1", name: "f", args: { a: 1 } }, thoughtSignature: "skip_thought_signature_validator" }),
      frame({ functionCall: { id: "2", name: "g", args: {} } }),
      last("STOP"),
    ]);
  });

  test("text behind a call comes behind it", () => {
    const events: readonly AnswerEvent[] = [
      begin,
      { type: "call", id: "1", name: "f" },
      { type: "text", text: "x" },
      ...end("calls"),
    ];
    expect(bodies(events)).toEqual([
      frame({ functionCall: { id: "1", name: "f", args: {} }, thoughtSignature: "skip_thought_signature_validator" }),
      frame({ text: "x" }),
      last("STOP"),
    ]);
  });

  test("a call that was cut off never was", () => {
    const cut: readonly AnswerEvent[] = [begin, { type: "call", id: "1", name: "f" }, { type: "arguments", text: '{"a":' }];
    expect(bodies([...cut, ...end("length")])).toEqual([last("MAX_TOKENS")]);
    expect(() => bodies([...cut, ...end("calls")])).toThrow(Unreadable);
  });

  test("a refusal ends for safety", () => {
    expect(bodies([begin, { type: "refusal", text: "no" }, ...end()])).toEqual([frame({ text: "no" }), last("SAFETY")]);
    expect(bodies([begin, ...end("filtered")])).toEqual([last("SAFETY")]);
  });

  test("reasoning is for those who asked to see it, signatures for those whose they are", () => {
    const events: readonly AnswerEvent[] = [
      begin,
      { type: "reasoning", text: "hm" },
      { type: "signature", signature: { dialect: "anthropic", value: "s" } },
      { type: "text", text: "x" },
      ...end(),
    ];
    expect(bodies(events)).toEqual([frame({ text: "x" }), last("STOP")]);
    expect(bodies(events, thoughtful)).toEqual([frame({ text: "hm", thought: true }), frame({ text: "x" }), last("STOP")]);
  });

  test("a failure is an error frame without a reason to stop", () => {
    const why = refuse({ code: "upstream_error", status: 502, message: "lost" });
    const frames = format.createEncoder(telling).fail(why);
    expect(payloads(frames)).toMatchObject([["", { error: { code: 502, message: "lost", status: "UNAVAILABLE" } }]]);
    expect(frames).not.toContain("finishReason");
  });
});

const text = fc.string({ minLength: 1, unit: "binary" });
const signature = fc.record({ dialect: fc.constant("gemini"), value: fc.string({ minLength: 1 }) });
const call = fc
  .tuple(fc.uuid(), fc.string(), fc.dictionary(fc.string(), fc.jsonValue()), fc.option(signature, { nil: undefined }))
  .map(([id, name, args, signed]): readonly AnswerEvent[] => [
    { type: "call", id, name, ...(signed ? { signature: signed } : {}) },
    { type: "arguments", text: JSON.stringify(JSON.parse(JSON.stringify(args))) },
  ]);
const thought = fc
  .tuple(text, fc.option(signature, { nil: undefined }))
  .map(([said, signed]): readonly AnswerEvent[] => [
    { type: "reasoning", text: said },
    ...(signed ? [{ type: "signature", signature: signed } as const] : []),
  ]);
const said = fc.array(
  fc.oneof(
    text.map((it): readonly AnswerEvent[] => [{ type: "text", text: it }]),
    thought,
    call,
  ),
  { maxLength: 6 },
);

test("what the encoder writes the decoder reads, however the bytes are cut, and the reader takes for whole", () => {
  fc.assert(
    fc.property(said, fc.integer({ min: 1, max: 300 }), (list, size) => {
      const inner = list.flat();
      const reason = inner.some(({ type }) => type === "call") ? "calls" : "end";
      const events: readonly AnswerEvent[] = [
        { type: "start", id: "r1", model: "fast" },
        ...inner,
        { type: "stop", stop: { reason } },
        { type: "units", units: { input: 3, output: 2 } },
        { type: "end" },
      ];
      const frames = encoded(events, thoughtful);
      // Usage that comes with the first frame is known at the start.
      const first = inner.length > 0 ? events[0]! : { ...events[0]!, units: { input: 3, output: 2 } };
      expect(decoded(frames, size)).toEqual([first, ...events.slice(1)]);
      const reader = readerOfGemini();
      expect(meanings(reader, frames)).not.toContain("malformed");
      expect(reader.finished).toBe(true);
      expect(reader.usage).toMatchObject({ promptTokenCount: 3 });
    }),
    { numRuns: 200 },
  );
});
