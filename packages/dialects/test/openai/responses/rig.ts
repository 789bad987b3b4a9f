/** Answers to be told in the Responses format, whole and as streams. */
import { type Answer, type AnswerEvent, type Format, type Loss, openai, type Telling } from "@headgate/dialects";
import { Frames } from "@headgate/wire";

export const responses: Format = openai.operations.find(({ name }) => name === "responses")!.format!;

export const asked = { model: "m", stream: false };

export const request = {
  model: "openai/m",
  input: "hi",
  instructions: "be kind",
  tools: [{ type: "function", name: "weather", parameters: { type: "object" }, strict: false }],
};
export const telling: Telling = { model: "openai/m", created: 1_700_000_000, usage: false, request };

export const units = { input: 9, output: 7, cache_read: 4, cache_write: 1, reasoning: 2 };

type Parts = Answer["parts"];

export function answer(parts: Parts, reason: Answer["stop"]["reason"] = "end"): Answer {
  return { id: "chatcmpl-1", model: "theirs", parts, stop: { reason }, units };
}

/** One of each kind that the format tells apart, with the name of what it shows. */
export const answers: readonly (readonly [shows: string, answer: Answer])[] = [
  ["text", answer([{ kind: "text", text: "Hello, wörld 👋" }])],
  ["a refusal", answer([{ kind: "refusal", text: "I will not." }])],
  [
    "text that turns into a refusal",
    answer([
      { kind: "text", text: "Well, " },
      { kind: "refusal", text: "no." },
    ]),
  ],
  [
    "reasoning before text",
    answer([
      { kind: "reasoning", text: "think" },
      { kind: "text", text: "said" },
    ]),
  ],
  ["two calls after text", answer([{ kind: "text", text: "wait" }, call("c1", '{"a":1}'), call("c2", '{"b":2}')], "calls")],
  ["a call without arguments", answer([call("c1", "{}")], "calls")],
  ["text between calls", answer([call("c1", "{}"), { kind: "text", text: "and" }, call("c2", '{"a":1}')], "calls")],
  ["text cut by length", answer([{ kind: "text", text: "and then" }], "length")],
  ["a call cut by length", answer([{ kind: "text", text: "so" }, call("c1", '{"a":')], "length")],
  ["text that was filtered", answer([{ kind: "text", text: "the bomb" }], "filtered")],
  ["nothing at all", answer([])],
];

export function call(id: string, args: string): Parts[number] {
  return { kind: "call", id, name: "weather", arguments: args };
}

/** The answer as a stream tells it: two pieces of each text. */
export function eventsOf({ id, model, parts, stop, units }: Answer): readonly AnswerEvent[] {
  const events: AnswerEvent[] = [{ type: "start", id, model }];
  for (const part of parts) {
    const type = part.kind === "call" ? "arguments" : part.kind;
    const text = part.kind === "call" ? part.arguments : part.text;
    if (part.kind === "call") events.push({ type: "call", id: part.id, name: part.name });
    const half = Math.ceil(text.length / 2);
    if (text !== "{}") events.push({ type, text: text.slice(0, half) }, { type, text: text.slice(half) });
  }
  return [...events, { type: "stop", stop }, ...(units ? [{ type: "units", units } as const] : []), { type: "end" }];
}

export function encode(events: readonly AnswerEvent[], about: Telling = telling): string {
  const encoder = responses.createEncoder(about);
  return events.map((event) => encoder.write(event)).join("");
}

/** The events that a decoder makes of these bytes, cut as given; neighbouring pieces of one thing joined. */
export function decode(text: string, sizes: readonly number[] = []): readonly AnswerEvent[] {
  const decoder = responses.createDecoder();
  const frames = new Frames(1_000_000);
  const bytes = Buffer.from(text);
  const all: AnswerEvent[] = [];
  let at = 0;
  for (const size of [...sizes, bytes.length]) {
    frames.push(bytes.subarray(at, at + size), (frame) => all.push(...decoder.read(frame)));
    at += size;
  }
  return joined([...all, ...decoder.finish()]);
}

export function joined(events: readonly AnswerEvent[]): readonly AnswerEvent[] {
  const all: AnswerEvent[] = [];
  for (const event of events) {
    const last = all.at(-1);
    if (last && "text" in last && "text" in event && last.type === event.type) {
      all[all.length - 1] = { ...last, text: last.text + event.text };
    } else all.push(event);
  }
  return all;
}

export function losses(lost: readonly Loss[]): readonly string[] {
  return lost.map(({ feature, field }) => `${feature} ${field}`);
}
