/** Responses streams as clients are told them: order, numbers, and items that end before others begin. */
import type { AnswerEvent } from "@headgate/dialects";
import { refuse } from "@headgate/core";
import { describe, expect, test } from "vitest";
import { payloads } from "../../frames.ts";
import { answers, encode, eventsOf, responses, telling } from "./rig.ts";

const start: AnswerEvent = { type: "start", id: "resp_1", model: "theirs" };
const stop = (reason: "end" | "length" | "calls" | "filtered"): AnswerEvent => ({ type: "stop", stop: { reason } });
const names = (text: string): string =>
  payloads(text)
    .map(([name]) => name.replace("response.", ""))
    .join(" ");
const opened = "created in_progress";

describe("a told stream", () => {
  test.each(answers)("ends with the object of the whole answer: %s", (_shows, given) => {
    const all = payloads(encode(eventsOf(given)));
    const [name, last] = all.at(-1)!;
    expect(last["response"]).toEqual(JSON.parse(JSON.stringify(responses.writeAnswer(given, telling))));
    expect(name).toBe(`response.${(last["response"] as { status: string }).status}`);
  });

  test.each(answers)("counts every event from 0, by the name of its line: %s", (_shows, given) => {
    const all = payloads(encode(eventsOf(given)));
    expect(all.map(([, data]) => data["sequence_number"])).toEqual(all.map((_, index) => index));
    expect(all.map(([name]) => name)).toEqual(all.map(([, data]) => data["type"]));
  });

  test.each(answers)("closes what it opened before the next opens: %s", (_shows, given) => {
    // Of each item, where its events stand: one run that begins with "added" and ends with "done".
    const items = payloads(encode(eventsOf(given))).filter(([, data]) => data["output_index"] !== undefined);
    const runs: string[][] = [];
    let last: unknown;
    for (const [name, { output_index: index }] of items) {
      if (index !== last) runs.push([]);
      last = index;
      runs.at(-1)!.push(`${String(index)} ${name}`);
    }
    expect(runs.map((run) => [run[0], run.at(-1)])).toEqual(
      runs.map((_, index) => [`${index} response.output_item.added`, `${index} response.output_item.done`]),
    );
    const { output } = responses.writeAnswer(given, telling) as { output: object[] };
    expect(runs).toHaveLength(output.length);
  });

  test("of text has the order of the document", () => {
    const text = encode([start, { type: "text", text: "a" }, { type: "text", text: "b" }, stop("end"), { type: "end" }]);
    expect(names(text)).toBe(
      `${opened} output_item.added content_part.added output_text.delta output_text.delta output_text.done ` +
        "content_part.done output_item.done completed",
    );
    const place = { item_id: "msg_1_0", output_index: 0, content_index: 0 };
    expect(payloads(text)[4]![1]).toEqual({
      type: "response.output_text.delta",
      sequence_number: 4,
      ...place,
      delta: "a",
      logprobs: [],
    });
    expect(payloads(text)[6]![1]).toMatchObject({ ...place, text: "ab", logprobs: [] });
  });

  test("of a call without arguments still says them", () => {
    const text = encode([start, { type: "call", id: "c", name: "f" }, stop("calls"), { type: "end" }]);
    expect(names(text)).toBe(
      `${opened} output_item.added function_call_arguments.delta function_call_arguments.done output_item.done completed`,
    );
    expect(payloads(text)[4]![1]).toMatchObject({ item_id: "fc_1_0", output_index: 0, name: "f", arguments: "{}" });
  });

  test("of reasoning has an item of its own, which a signature ends", () => {
    const signature = { dialect: "anthropic", value: "s" };
    const text = encode([start, { type: "reasoning", text: "a" }, { type: "signature", signature }, { type: "text", text: "b" }]);
    expect(names(text)).toBe(
      `${opened} output_item.added reasoning_summary_part.added reasoning_summary_text.delta ` +
        "reasoning_summary_text.done reasoning_summary_part.done output_item.done output_item.added " +
        "content_part.added output_text.delta",
    );
  });

  test("of a refusal says it as one", () => {
    const text = encode([start, { type: "refusal", text: "no" }, stop("end"), { type: "end" }]);
    expect(names(text)).toContain("refusal.delta");
    expect(payloads(text)[5]![1]).toMatchObject({ type: "response.refusal.done", refusal: "no", content_index: 0 });
  });

  test("knows at the end what was used from the start on", () => {
    const events: AnswerEvent[] = [
      { type: "start", id: "resp_1", model: "m", units: { input: 9, cache_read: 4 } },
      { type: "units", units: { output: 7 } },
      { type: "end" },
    ];
    const usage = { input_tokens: 9, input_tokens_details: { cached_tokens: 4 }, output_tokens: 7, total_tokens: 16 };
    expect(payloads(encode(events)).at(-1)![1]).toMatchObject({ response: { usage } });
  });

  test("that fails goes on counting, and says what is known", () => {
    const encoder = responses.createEncoder(telling);
    const begun = payloads(encoder.write(start) + encoder.write({ type: "text", text: "so" }));
    const why = refuse({ code: "upstream_error", status: 502, message: "inference failed: it broke off" });
    const [error, failed, ...rest] = payloads(encoder.fail(why));
    expect(rest).toEqual([]);
    expect(error![1]).toEqual({
      type: "error",
      sequence_number: begun.length,
      code: "upstream_error",
      message: why.message,
      param: null,
      error: { message: why.message, type: "server_error", param: null, code: "upstream_error" },
    });
    expect(failed![1]).toMatchObject({
      type: "response.failed",
      sequence_number: begun.length + 1,
      response: { id: "resp_1", status: "failed", error: { code: "server_error", message: why.message } },
    });
    expect((failed![1]["response"] as { output: object[] }).output).toMatchObject([
      { type: "message", status: "incomplete", content: [{ text: "so" }] },
    ]);
  });

  test("that fails before it began still names a response", () => {
    const encoder = responses.createEncoder(telling);
    const why = refuse({ code: "timeout", status: 504, message: "request timeout" });
    const all = payloads(encoder.fail(why));
    expect(all.map(([, data]) => data["sequence_number"])).toEqual([0, 1]);
    expect(all[1]![1]).toMatchObject({ response: { id: "resp_1700000000", status: "failed", output: [] } });
  });
});
