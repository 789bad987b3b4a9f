/** Whole answers in the Responses format, read and written. */
import { describe, expect, test } from "vitest";
import { answer, answers, responses, telling, units } from "./rig.ts";

/** What the API document of 2026-08 requires of a `response`. */
const required =
  "id object created_at model status output error incomplete_details instructions metadata parallel_tool_calls temperature tool_choice tools top_p";

describe("a written answer", () => {
  test("has every required key, and repeats what was asked", () => {
    const written = responses.writeAnswer(answer([{ kind: "text", text: "hi" }]), telling);
    expect(Object.keys(written)).toEqual(expect.arrayContaining(required.split(" ")));
    expect(written).toMatchObject({
      id: "resp_chatcmpl-1",
      object: "response",
      created_at: 1_700_000_000,
      model: "openai/m",
      status: "completed",
      error: null,
      incomplete_details: null,
      instructions: "be kind",
      metadata: {},
      parallel_tool_calls: true,
      store: false,
      temperature: 1,
      tool_choice: "auto",
      tools: telling.request["tools"],
      top_p: 1,
    });
    expect(written).toMatchObject({
      output: [
        {
          id: "msg_chatcmpl-1_0",
          type: "message",
          status: "completed",
          role: "assistant",
          content: [{ type: "output_text", text: "hi", annotations: [], logprobs: [] }],
        },
      ],
      usage: {
        input_tokens: 9,
        input_tokens_details: { cached_tokens: 4, cache_write_tokens: 1 },
        output_tokens: 7,
        output_tokens_details: { reasoning_tokens: 2 },
        total_tokens: 16,
      },
    });
  });

  test("gives calls an id of their own beside the call's", () => {
    const parts = [{ kind: "call", id: "toolu_1", name: "f", arguments: "{}" }] as const;
    expect(responses.writeAnswer(answer(parts, "calls"), telling)).toMatchObject({
      status: "completed",
      output: [
        { type: "function_call", id: "fc_chatcmpl-1_0", call_id: "toolu_1", name: "f", arguments: "{}", status: "completed" },
      ],
    });
  });

  test.each([
    ["length", "max_output_tokens"],
    ["filtered", "content_filter"],
  ] as const)("that ended by %s is incomplete, and so is its last item", (reason, said) => {
    const parts = [
      { kind: "text", text: "a" },
      { kind: "call", id: "c", name: "f", arguments: "{" },
    ] as const;
    expect(responses.writeAnswer(answer(parts, reason), telling)).toMatchObject({
      status: "incomplete",
      incomplete_details: { reason: said },
      output: [{ status: "completed" }, { status: "incomplete" }],
    });
  });

  test("joins neighbouring words, and parts reasoning where it was signed", () => {
    const signature = { dialect: "anthropic", value: "s" };
    const written = responses.writeAnswer(
      answer([
        { kind: "reasoning", text: "a", signature },
        { kind: "reasoning", text: "b" },
        { kind: "text", text: "c" },
        { kind: "text", text: "" },
        { kind: "text", text: "d" },
      ]),
      telling,
    ) as { output: object[] };
    expect(written.output).toMatchObject([
      { type: "reasoning", id: "rs_headgate_chatcmpl-1_0", summary: [{ type: "summary_text", text: "a" }] },
      { type: "reasoning", id: "rs_headgate_chatcmpl-1_1", summary: [{ type: "summary_text", text: "b" }] },
      { type: "message", content: [{ text: "cd" }] },
    ]);
    expect(JSON.stringify(written)).not.toContain("anthropic");
  });

  test.each([
    ["resp_1", "resp_1"],
    ["msg_1", "resp_msg_1"],
    ["", "resp_1700000000"],
  ])("of id %j is called %s", (id, expected) => {
    expect(responses.writeAnswer({ ...answer([]), id }, telling)).toMatchObject({ id: expected });
  });

  test("says nothing of usage that nobody told, and 0 for a count that is missing", () => {
    expect(responses.writeAnswer({ ...answer([]), units: undefined }, telling)).toMatchObject({ usage: null });
    const counted = { ...answer([]), units: { output: 2 } };
    expect(responses.writeAnswer(counted, telling)).toMatchObject({
      usage: { input_tokens: 0, output_tokens: 2, total_tokens: 2 },
    });
  });
});

describe("a read answer", () => {
  test.each(answers)("is what was written: %s", (_shows, given) => {
    const read = responses.readAnswer(JSON.parse(JSON.stringify(responses.writeAnswer(given, telling))));
    expect(read).toEqual({ ...given, id: "resp_chatcmpl-1", model: "openai/m" });
  });

  test("has what the model said, and nothing of a vendor's own tools", () => {
    const read = responses.readAnswer({
      id: "resp_1",
      model: "m",
      status: "completed",
      output: [
        { type: "reasoning", id: "rs_1", summary: [] },
        { type: "web_search_call", id: "ws_1", status: "completed" },
        { type: "message", content: [{ type: "output_text", text: "a", annotations: [{}] }, { type: "hologram" }] },
        { type: "function_call", call_id: "c", name: "f", arguments: "" },
      ],
      usage: { input_tokens: 3, output_tokens: 0 },
    });
    expect(read).toEqual({
      id: "resp_1",
      model: "m",
      parts: [
        { kind: "text", text: "a" },
        { kind: "call", id: "c", name: "f", arguments: "{}" },
      ],
      stop: { reason: "calls" },
      units: { input: 3, output: 0 },
    });
  });

  test("keeps every unit of the usage", () => {
    const read = responses.readAnswer(responses.writeAnswer(answer([]), telling));
    expect(read.units).toEqual(units);
  });

  test.each([
    [[], "body"],
    [{ status: "failed", output: [], error: { code: "server_error" } }, 'status: found "failed"'],
    [{ status: "in_progress", output: [] }, "status"],
    [{ status: "completed" }, "output: found nothing, expected an array"],
    [{ output: [{ type: "message", content: [{ type: "output_text" }] }] }, "output.0.content.0.text"],
  ])("is none of %j", (body, said) => {
    expect(() => responses.readAnswer(body)).toThrow(said);
  });
});
