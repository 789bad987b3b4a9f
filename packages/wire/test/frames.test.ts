/** Events come out whole and the same, however the network cut them. */
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Frames } from "../src/index.ts";

interface Seen {
  readonly bytes: string;
  readonly event: string;
  readonly data: string;
  readonly comment: boolean;
}

function feed(chunks: readonly Uint8Array[], maxBytes = 1_000_000): { seen: Seen[]; rest: string } {
  const frames = new Frames(maxBytes);
  const seen: Seen[] = [];
  for (const chunk of chunks) {
    frames.push(chunk, (frame) =>
      seen.push({ bytes: frame.bytes.toString(), event: frame.event, data: frame.data.toString(), comment: frame.comment }),
    );
  }
  expect(frames.rest().length).toBe(frames.pending);
  return { seen, rest: frames.rest().toString() };
}

const one = (text: string) => feed([Buffer.from(text)]).seen.map(({ event, data, comment }) => ({ event, data, comment }));

describe("an event", () => {
  it.each([
    ["one data line", 'data: {"a":1}\n\n', { event: "", data: '{"a":1}', comment: false }],
    ["no space after the colon", "data:x\n\n", { event: "", data: "x", comment: false }],
    ["two spaces after the colon", "data:  x\n\n", { event: "", data: " x", comment: false }],
    ["CRLF", "event: ping\r\ndata: x\r\n\r\n", { event: "ping", data: "x", comment: false }],
    ["LF and CRLF mixed", "event: ping\ndata: x\r\n\n", { event: "ping", data: "x", comment: false }],
    ["two data lines", "data: x\ndata: y\n\n", { event: "", data: "x\ny", comment: false }],
    [
      "data lines around others",
      "data: x\nid: 7\r\nevent: e\nretry: 5\n: c\ndata\n\n",
      { event: "e", data: "x\n", comment: false },
    ],
    ["an empty data line", "data:\n\n", { event: "", data: "", comment: false }],
    ["a comment", ": OPENROUTER PROCESSING\n\n", { event: "", data: "", comment: true }],
    ["an event line alone", "event: ping\n\n", { event: "ping", data: "", comment: true }],
    ["look-alike fields", "database: x\nevents: y\ndat\n\n", { event: "", data: "", comment: true }],
    ["a byte-order mark before it", "\ufeffdata: x\n\n", { event: "", data: "x", comment: false }],
    ["text that is not ASCII", "event: é\ndata: 漢😀\n\n", { event: "é", data: "漢😀", comment: false }],
    ["a long name", `event: ${"n".repeat(80)}\ndata: x\n\n`, { event: "n".repeat(80), data: "x", comment: false }],
  ])("of %s is read", (_, text, expected) => {
    expect(one(text)).toEqual([expected]);
  });

  it("keeps the blank lines around it, so that no byte is lost", () => {
    const { seen, rest } = feed([Buffer.from("\n\r\ndata: x\n\n\ndata: y")]);
    expect(seen.map((frame) => frame.bytes)).toEqual(["\n", "\r\n", "data: x\n\n", "\n"]);
    expect(rest).toBe("data: y");
  });

  it("that came as one chunk is that chunk, uncopied", () => {
    const chunk = Buffer.from("data: x\n\n");
    const views: Buffer[] = [];
    new Frames(100).push(chunk, (frame) => views.push(frame.bytes, frame.data));
    expect(views[0]).toBe(chunk);
    expect(views[1]!.buffer).toBe(chunk.buffer);
  });

  it("leaves views behind that later events do not overwrite", () => {
    const frames = new Frames(100);
    const kept: Buffer[] = [];
    for (const text of ["data: a", "a\n\nda", "ta: bb\n", "\ndata: cc\n\n"]) {
      frames.push(Buffer.from(text), (frame) => kept.push(frame.data, frame.bytes));
    }
    expect(kept.map(String)).toEqual(["aa", "data: aa\n\n", "bb", "data: bb\n\n", "cc", "data: cc\n\n"]);
  });
});

describe("a stream", () => {
  const line = fc.oneof(
    { weight: 4, arbitrary: fc.string({ maxLength: 30 }).map((text) => `data: ${text.replaceAll(/[\r\n]/g, "")}`) },
    fc.constantFrom("event: delta", "event:x", ": ping", "id: 1", "data", "data:", "", "\r", "data: a\rb", "data: 漢😀"),
  );
  const stream = fc
    .array(fc.tuple(line, fc.constantFrom("\n", "\r\n", "\n\n", "\r\n\r\n", "")), { maxLength: 20 })
    .map((lines) => Buffer.from(lines.flat().join("")));

  it("cut anywhere gives the events it gives whole, and all its bytes", () => {
    fc.assert(
      fc.property(stream, fc.array(fc.nat(400), { maxLength: 30 }), (bytes, cuts) => {
        const whole = feed([bytes]);
        const ends = [...cuts.filter((cut) => cut < bytes.length), bytes.length].sort((a, b) => a - b);
        const chunks = ends.map((end, i) => new Uint8Array(bytes.subarray(ends[i - 1] ?? 0, end)));
        expect(feed(chunks)).toEqual(whole);
        expect(feed(Array.from(bytes, (byte) => Uint8Array.of(byte)))).toEqual(whole);
        expect(whole.seen.map((frame) => frame.bytes).join("") + whole.rest).toBe(bytes.toString());
      }),
      { numRuns: 2_000 },
    );
  });

  it("that never finishes an event is refused at its limit", () => {
    const frames = new Frames(20);
    frames.push(Buffer.from("data: 12345678901234"), () => {});
    expect(frames.pending).toBe(20);
    expect(() => frames.push(Buffer.from("5"), () => {})).toThrow(RangeError);
    expect(frames.pending).toBe(0);
  });

  it("carries on after the limit with what follows", () => {
    const frames = new Frames(8);
    expect(() => frames.push(Buffer.from("data: x\ndata: y"), () => {})).toThrow(RangeError);
    const data: string[] = [];
    frames.push(Buffer.from("data: z\n\n"), (frame) => data.push(frame.data.toString()));
    expect(data).toEqual(["z"]);
  });
});
