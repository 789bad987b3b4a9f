/** A provider's Responses streams as events: however the bytes are cut, in whatever order the items are filled. */
import type { AnswerEvent } from "@headgate/dialects";
import { array, assert, integer, property } from "fast-check";
import { describe, expect, test } from "vitest";
import { event } from "../../frames.ts";
import { answers, decode, encode, eventsOf, joined, units } from "./rig.ts";

const start: AnswerEvent = { type: "start", id: "resp_1", model: "theirs" };
const stop = (reason: "end" | "length" | "calls" | "filtered"): AnswerEvent => ({ type: "stop", stop: { reason } });
const item = (output_index: number, kind: "added" | "done", item: object) =>
  event(`response.output_item.${kind}`, { sequence_number: 0, output_index, item });
const call = (n: number, args: string) => ({
  type: "function_call",
  id: `fc_${n}`,
  call_id: `c${n}`,
  name: "f",
  arguments: args,
});
const delta = (output_index: number, name: string, delta: string, more: object = {}) =>
  event(`response.${name}.delta`, { sequence_number: 0, output_index, delta, ...more });
const created = event("response.created", { sequence_number: 0, response: { id: "resp_1", model: "theirs" } });
const completed = (output: readonly object[] = []) => event("response.completed", { response: { status: "completed", output } });
const named = (id: string): AnswerEvent => ({ type: "call", id, name: "f" });
const filled = (text: string): AnswerEvent => ({ type: "arguments", text });

describe("a read stream", () => {
  test.each(answers)("is what was told, however its bytes are cut: %s", (_shows, given) => {
    const text = encode(eventsOf(given));
    const expected = joined(eventsOf({ ...given, id: "resp_chatcmpl-1", model: "openai/m" })).flatMap((one) =>
      one.type === "call" && given.parts.some((part) => part.kind === "call" && part.id === one.id && part.arguments === "{}")
        ? [one, filled("{}")]
        : one,
    );
    expect(decode(text)).toEqual(expected);
    assert(
      property(array(integer({ min: 1, max: 300 }), { maxLength: 20 }), (sizes) => {
        expect(decode(text, sizes)).toEqual(expected);
      }),
      { numRuns: 25 },
    );
  });

  const rows: readonly (readonly [rule: string, frames: readonly string[], expected: readonly AnswerEvent[]])[] = [
    [
      "puts calls apart that are filled at the same time",
      [
        item(0, "added", call(0, "")),
        item(1, "added", call(1, "")),
        delta(1, "function_call_arguments", '{"b"'),
        delta(0, "function_call_arguments", '{"a":1}'),
        delta(1, "function_call_arguments", ":2}"),
        item(1, "done", call(1, '{"b":2}')),
        item(0, "done", call(0, '{"a":1}')),
        completed(),
      ],
      [named("c0"), filled('{"a":1}'), named("c1"), filled('{"b":2}'), stop("calls"), { type: "end" }],
    ],
    [
      "takes arguments that came only at the end, or not at all",
      [
        item(0, "added", call(0, "")),
        item(0, "done", call(0, '{"a":1}')),
        item(1, "added", call(1, "")),
        item(1, "done", call(1, "")),
        completed(),
      ],
      [named("c0"), filled('{"a":1}'), named("c1"), filled("{}"), stop("calls"), { type: "end" }],
    ],
    [
      "takes items that were never opened, and those that only the end has",
      [item(0, "done", { type: "message", content: [{ type: "output_text", text: "a" }] }), completed([{}, call(1, "{}")])],
      [{ type: "text", text: "a" }, named("c1"), filled("{}"), stop("calls"), { type: "end" }],
    ],
    [
      "ends what the provider left open",
      [item(0, "added", call(0, "")), completed()],
      [named("c0"), filled("{}"), stop("calls"), { type: "end" }],
    ],
    [
      "parts the summaries of reasoning, and takes only one of its forms",
      [
        delta(0, "reasoning_summary_text", "a", { summary_index: 0 }),
        delta(0, "reasoning_text", "raw", { content_index: 0 }),
        delta(0, "reasoning_summary_text", "b", { summary_index: 1 }),
        completed(),
      ],
      [{ type: "reasoning", text: "a\n\nb" }, stop("end"), { type: "end" }],
    ],
    [
      "takes reasoning that has no summary",
      [delta(0, "reasoning_text", "raw", { content_index: 0 }), completed()],
      [{ type: "reasoning", text: "raw" }, stop("end"), { type: "end" }],
    ],
    [
      "hears what only OpenAI says as nothing",
      [
        ": ping\n\n",
        event("keepalive", {}),
        item(0, "added", { type: "web_search_call", id: "ws_1" }),
        event("response.web_search_call.searching", { output_index: 0 }),
        item(0, "done", { type: "web_search_call", id: "ws_1" }),
        completed(),
        "data: [DONE]\n\n",
        delta(3, "output_text", "after the end"),
      ],
      [stop("end"), { type: "end" }],
    ],
    [
      "tells why an answer is incomplete, and what it cost",
      [
        delta(0, "output_text", "a"),
        event("response.incomplete", {
          response: {
            incomplete_details: { reason: "content_filter" },
            usage: {
              input_tokens: 9,
              output_tokens: 7,
              input_tokens_details: { cached_tokens: 4, cache_write_tokens: 1 },
              output_tokens_details: { reasoning_tokens: 2 },
            },
          },
        }),
      ],
      [{ type: "text", text: "a" }, stop("filtered"), { type: "units", units }, { type: "end" }],
    ],
    ["says nothing of a failure", [event("error", { message: "no" }), event("response.failed", { response: {} })], []],
  ];
  test.each(rows)("%s", (_rule, frames, expected) => {
    expect(decode([created, ...frames].join(""))).toEqual([start, ...expected]);
  });

  test("is read by the type of its events where they have no name", () => {
    const text = [created, delta(0, "output_text", "a"), completed()].join("").replaceAll(/^event: .*\n/gm, "");
    expect(decode(text)).toEqual([start, { type: "text", text: "a" }, stop("end"), { type: "end" }]);
  });

  test("that broke off has no end", () => {
    expect(decode(created + delta(0, "output_text", "a"))).toEqual([start, { type: "text", text: "a" }]);
  });

  test.each([
    ["event: response.output_text.delta\ndata: {\n\n", "data: found"],
    [event("response.output_text.delta", { output_index: 0, delta: 7 }), "delta: found 7, expected a string"],
    [event("response.output_text.delta", { delta: "a" }), "output_index: found nothing, expected a number"],
    [delta(0, "function_call_arguments", "{}"), "output_index: found 0, expected a call that was added"],
    [event("response.completed", {}), "response: found nothing, expected an object"],
  ])("is none with %j", (text, said) => {
    expect(() => decode(text)).toThrow(said);
  });
});
