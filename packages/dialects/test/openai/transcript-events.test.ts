/** Which Responses texts another stream may go on from, and what it then adds under the ids and numbers of the first. */
import { refuse } from "@headgate/core";
import { describe, expect, test } from "vitest";
import { data, event, payloads } from "../frames.ts";
import { told, transcriptOf } from "./retold.ts";

type Payload = Record<string, unknown>;

/** A Responses stream by name: its events before the text, its text, and its end. */
function streamOf(name: string, from = 0) {
  let sequence = from;
  const next = (type: string, fields: object): string => event(type, { sequence_number: sequence++, ...fields });
  const response = { id: `resp_${name}`, object: "response", created_at: from, model: name, status: "in_progress", output: [] };
  const place = { item_id: `msg_${name}`, output_index: 0, content_index: 0 };
  const part = { type: "output_text", annotations: [], logprobs: [], text: "" };
  const item = { id: place.item_id, type: "message", role: "assistant", status: "in_progress", content: [] as object[] };
  const whole = (text: string): object => ({ ...item, status: "completed", content: [{ ...part, text }] });
  const last = (type: string, text: string): string =>
    next(type, { response: { ...response, status: "completed", output: [whole(text)], usage: { input_tokens: 1 } } });
  return {
    next,
    place,
    created: () => next("response.created", { response }) + next("response.in_progress", { response }),
    opened: () =>
      next("response.output_item.added", { output_index: 0, item }) + next("response.content_part.added", { ...place, part }),
    say: (...pieces: readonly string[]) =>
      pieces.map((delta) => next("response.output_text.delta", { ...place, delta, logprobs: [] })).join(""),
    done: (text: string) =>
      next("response.output_text.done", { ...place, text, logprobs: [] }) +
      next("response.content_part.done", { ...place, part: { ...part, text } }) +
      next("response.output_item.done", { output_index: 0, item: whole(text) }),
    completed: (text: string) => last("response.completed", text),
    incomplete: (text: string) => last("response.incomplete", text),
  };
}

function begun(...pieces: readonly string[]): string {
  const stream = streamOf("a");
  return stream.created() + stream.opened() + stream.say(...pieces);
}
const first = begun("Hello, ", "wor");

const a = streamOf("a");
const reasoning = event("response.output_item.added", { output_index: 0, item: { id: "rs_1", type: "reasoning" } });
const message = (fields: object): string =>
  event("response.output_item.added", { output_index: 0, item: { id: "msg_a", type: "message", content: [], ...fields } });
test.each<[string, string, boolean]>([
  ["its only text", first, true],
  ["that without event lines", first.replaceAll(/event: .*\n/g, ""), true],
  ["that among comments and keep-alives", `: a\n\n${event("keepalive", {})}${first}`, true],
  ["no event", "", false],
  ["its opening events alone", begun(), false],
  ["an empty text", begun(""), false],
  ["text in a response that was never announced", a.opened() + a.say("x"), false],
  ["text in an item that was never opened", a.created() + a.say("x"), false],
  ["reasoning before", a.created() + reasoning + a.opened() + a.say("x"), false],
  ["a message without an id", a.created() + message({ id: undefined }) + a.say("x"), false],
  ["a message that is not empty at first", a.created() + message({ content: [{}] }) + a.say("x"), false],
  ["a second item", first + message({ id: "msg_b" }), false],
  [
    "a second part",
    first + a.next("response.content_part.added", { ...a.place, content_index: 1, part: { type: "output_text" } }),
    false,
  ],
  ["a refusal", first + a.next("response.refusal.delta", { ...a.place, delta: "No" }), false],
  ["an annotation", first + a.next("response.output_text.annotation.added", a.place), false],
  ["probabilities of tokens", first + a.next("response.output_text.delta", { ...a.place, delta: "x", logprobs: [{}] }), false],
  ["its whole text", first + a.done("Hello, wor"), false],
])("a stream that has sent %s can be gone on from: %s", (_name, sent, expected) => {
  expect(transcriptOf("responses", sent).resumable).toBe(expected);
});

describe("a second stream", () => {
  function second(...pieces: readonly string[]) {
    const stream = streamOf("b", 50);
    const text = pieces.join("");
    return { ...stream, text, begun: stream.created() + stream.opened() + stream.say(...pieces) };
  }
  const ids = { item_id: "msg_a", output_index: 0, content_index: 0 };

  test("goes on with the ids and the numbers of the first", () => {
    const b = second("Hello", ", world", "!");
    const all = told(transcriptOf("responses", first).follow(), b.begun + b.done(b.text) + b.completed(b.text));
    const events = payloads(all.join(""));
    const sequence = first.split("\n\n").length - 1;
    expect(events.map(([name, { sequence_number: number }]) => [name, number])).toEqual(
      ["output_text.delta", "output_text.delta", "output_text.done", "content_part.done", "output_item.done", "completed"].map(
        (name, i) => [`response.${name}`, sequence + i],
      ),
    );
    expect(events.map(([, payload]) => payload)).toMatchObject([
      { ...ids, delta: "ld" },
      { ...ids, delta: "!" },
      { ...ids, text: "Hello, world!" },
      ids,
      { item: { id: "msg_a", content: [{ text: "Hello, world!" }] } },
      { response: { id: "resp_a", created_at: 0, model: "b", output: [{ id: "msg_a" }], usage: { input_tokens: 1 } } },
    ]);
    expect(all.join("")).not.toMatch(/(?:resp|msg)_b/);
  });

  test.each<[string, string]>([
    ["begins otherwise", second("Hi").begun],
    ["turns away", second("Hello, you").begun],
    ["reasons first", streamOf("b").created() + reasoning],
    [
      "refuses",
      second("Hello").begun +
        a.next("response.refusal.delta", { item_id: "msg_b", output_index: 0, content_index: 0, delta: "No" }),
    ],
    ["ends early", second("Hello").begun + streamOf("b").done("Hello")],
    ["completes early", second("Hello").begun + streamOf("b").completed("Hello")],
    ["is cut short early", second("Hello").begun + streamOf("b").incomplete("Hello")],
    ["has its text only at the end", second().begun + streamOf("b").done("Hello, world")],
    ["calls a function", streamOf("b").created() + message({ type: "function_call" })],
  ])("that %s differs, and nothing of it was sent", (_name, text) => {
    const all = told(transcriptOf("responses", first).follow(), text);
    expect([all.at(-1), all.slice(0, -1).join("")]).toEqual(["differs", ""]);
  });

  test("that in the end claims another text than it sent differs too", () => {
    const b = second("Hello, world");
    expect(told(transcriptOf("responses", first).follow(), b.begun + b.done("Hello, word")).at(-1)).toBe("differs");
  });

  test("may go on with items of its own, which keep their ids", () => {
    const b = second("Hello, wor");
    const call = b.next("response.output_item.added", { output_index: 1, item: { id: "fc_b", type: "function_call" } });
    const all = told(transcriptOf("responses", first).follow(), b.begun + b.done(b.text) + call);
    expect(payloads(all.at(-1)!)).toMatchObject([["response.output_item.added", { output_index: 1, item: { id: "fc_b" } }]]);
  });

  test("is told without event lines as it came", () => {
    const place = { item_id: "msg_b", output_index: 0, content_index: 0 };
    const continuation = transcriptOf("responses", first).follow();
    const all = told(continuation, second("Hello, wor").begun + data({ extra: 1, ...place }));
    expect(all.at(-1)).toBe(data({ extra: 1, ...ids, sequence_number: 6 }));
  });

  test("fails as the response that the client knows, and a third can go on from it", () => {
    const continuation = transcriptOf("responses", first).follow();
    told(continuation, second("Hello, world").begun);
    const why = refuse({ code: "upstream_error", status: 502, message: "lost" });
    expect(payloads(continuation.errorFrame(why)).map(([name, payload]): Payload => ({ name, ...payload }))).toMatchObject([
      { name: "error", sequence_number: 7 },
      { name: "response.failed", sequence_number: 8, response: { id: "resp_a", status: "failed" } },
    ]);
    expect(continuation.transcript.resumable).toBe(true);
    const third = streamOf("c");
    const all = told(continuation.transcript.follow(), third.created() + third.opened() + third.say("Hello, world!"));
    expect(payloads(all.join(""))).toMatchObject([["response.output_text.delta", { ...ids, delta: "!", sequence_number: 7 }]]);
  });
});
