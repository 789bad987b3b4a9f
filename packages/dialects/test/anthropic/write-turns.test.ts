/** Turns and their parts as messages: what the vendor demands, and what it would refuse. */
import { type Conversation, type Part, type Turn, Unreadable } from "@headgate/dialects";
import { describe, expect, test } from "vitest";
import { assistant, call, names, result, said, text, thought, user, write } from "./conversations.ts";
import { format } from "./frames.ts";

describe("turns", () => {
  const wrapped = text("<system>\nHurry\n</system>");
  test.each<[string, Partial<Conversation>, readonly object[]]>([
    [
      "neighbours of one role are one message",
      { turns: [user(said("a")), user(said("b")), assistant(said("c"))] },
      [
        { role: "user", content: [text("a"), text("b")] },
        { role: "assistant", content: [text("c")] },
      ],
    ],
    [
      "blank texts are left out, and turns of nothing else",
      { turns: [user(said("a")), assistant(said(" \n")), user(said("b"))] },
      [{ role: "user", content: [text("a"), text("b")] }],
    ],
    [
      "results come first, in one message",
      { turns: [assistant(call("a"), call("b")), user(result("a", "1")), user(said("And"), result("b", "2"))] },
      [
        { role: "assistant" },
        {
          role: "user",
          content: [
            { type: "tool_result", tool_use_id: "a", content: "1" },
            { type: "tool_result", tool_use_id: "b", content: "2" },
            text("And"),
          ],
        },
      ],
    ],
    [
      "the system in the middle is the user's text",
      { turns: [user(said("a")), assistant(said("b")), { role: "system", parts: [said("Hurry")] }, user(said("c"))] },
      [{}, {}, { role: "user", content: [wrapped, text("c")] }],
    ],
    [
      "the system within a loop stands behind its results",
      { turns: [assistant(call("a")), { role: "system", parts: [said("Hurry")] }, user(result("a", "1"))] },
      [{}, { role: "user", content: [{ type: "tool_result" }, wrapped] }],
    ],
    [
      "what the assistant began may not end in space",
      { turns: [user(said("a")), assistant(said("So: \n"))] },
      [{}, { role: "assistant", content: [text("So:")] }],
    ],
    [
      "a refusal is what was said",
      { turns: [user(said("a")), assistant({ kind: "refusal", text: "No" }), user(said("b"))] },
      [{}, { content: [text("No")] }, {}],
    ],
  ])("%s", (_name, asked, messages) => {
    expect(write(asked).body.messages).toMatchObject(messages);
    expect(write(asked).body.messages).toHaveLength(messages.length);
  });

  test("a leading system turn is hoisted, and a later one named as changed", () => {
    const system: Turn = { role: "system", parts: [said("Be brief")] };
    expect(write({ system: ["a"], turns: [system, user(said("Hi"))] })).toMatchObject({
      body: { system: [text("a"), text("Be brief")] },
      lost: [],
    });
    expect(write({ turns: [user(said("Hi")), system] }).lost).toEqual([{ feature: "other", field: "messages.role" }]);
  });

  test("where nobody but the system speaks, its last word is the user's", () => {
    expect(write({ system: ["a", "b"], turns: [] })).toMatchObject({
      body: { system: [text("a")], messages: [{ role: "user", content: [text("b")] }] },
      lost: [{ feature: "other", field: "messages.role" }],
    });
  });
});

describe("parts", () => {
  const png = { type: "base64", media_type: "image/png", data: "AA==" };
  test.each<[string, Part, object | undefined, readonly string[]]>([
    [
      "an image",
      { kind: "image", source: { kind: "data", mediaType: "image/png", base64: "AA==" } },
      { type: "image", source: png },
      [],
    ],
    [
      "an image of another spelling",
      { kind: "image", source: { kind: "data", mediaType: "image/jpg", base64: "AA==" } },
      { source: { media_type: "image/jpeg" } },
      [],
    ],
    [
      "an image in detail",
      { kind: "image", detail: "high", source: { kind: "url", url: "https://x/i" } },
      { type: "image", source: { type: "url", url: "https://x/i" } },
      ["other image_url.detail"],
    ],
    [
      "a pdf",
      { kind: "document", name: "a.pdf", source: { kind: "data", mediaType: "application/pdf", base64: "AA==" } },
      { type: "document", title: "a.pdf", source: { type: "base64", media_type: "application/pdf", data: "AA==" } },
      [],
    ],
    [
      "a text file",
      { kind: "document", source: { kind: "data", mediaType: "text/csv", base64: "YSxi" } },
      { type: "document", source: { type: "text", media_type: "text/plain", data: "a,b" } },
      [],
    ],
    [
      "another file",
      { kind: "document", source: { kind: "data", mediaType: "application/zip", base64: "AA==" } },
      undefined,
      ["vendor-content messages"],
    ],
    [
      "a document by its address",
      { kind: "document", source: { kind: "url", url: "https://x/d" } },
      { type: "document", source: { type: "url", url: "https://x/d" } },
      [],
    ],
    [
      "a document of text",
      { kind: "document", source: { kind: "text", text: "words" } },
      { source: { type: "text", media_type: "text/plain", data: "words" } },
      [],
    ],
    [
      "audio",
      { kind: "audio", source: { kind: "data", mediaType: "audio/wav", base64: "AA==" } },
      undefined,
      ["audio-input messages"],
    ],
    [
      "a failed result with an image",
      {
        kind: "result",
        id: "t",
        name: undefined,
        failed: true,
        parts: [
          { kind: "text", text: "" },
          { kind: "image", source: { kind: "data", mediaType: "image/png", base64: "AA==" } },
        ],
      },
      { type: "tool_result", tool_use_id: "t", is_error: true, content: [{ type: "image", source: png }] },
      [],
    ],
    [
      "an empty result",
      { kind: "result", id: "t", name: undefined, parts: [{ kind: "text", text: "" }] },
      { type: "tool_result", tool_use_id: "t" },
      [],
    ],
  ])("%s", (_name, part, block, losses) => {
    const { body, lost } = write({ turns: [user(part, said("Hi"))] });
    const written = body.messages[0]?.content.slice(0, -1);
    expect(written).toMatchObject(block ? [block] : []);
    expect(written).toHaveLength(block ? 1 : 0);
    expect(names(lost)).toEqual(losses);
  });

  test("reasoning goes back only where it was signed", () => {
    const dark: Part = { kind: "reasoning", text: "", signature: { dialect: "anthropic", value: "redacted:dark" } };
    const { body, lost } = write({
      turns: [
        user(said("a")),
        assistant(thought("anthropic"), dark, thought("gemini"), { kind: "reasoning", text: "x" }, said("b")),
      ],
    });
    expect(body.messages[1]?.content).toEqual([
      { type: "thinking", thinking: "Hm", signature: "sig" },
      { type: "redacted_thinking", data: "dark" },
      { type: "text", text: "b" },
    ]);
    expect(lost).toEqual([{ feature: "reasoning", field: "messages" }]);
  });

  test.each<Turn["role"]>(["assistant", "system"])("an image in a turn of the %s is refused", (role) => {
    const image: Part = { kind: "image", source: { kind: "url", url: "https://x/i" } };
    const { body, lost } = write({ turns: [user(said("Hi")), { role, parts: [image] }] });
    expect(body.messages).toHaveLength(1);
    expect(names(lost)).toEqual(["vendor-content messages"]);
  });

  test("another vendor's signature on a call is lost", () => {
    const signed: Part = { kind: "call", id: "t", name: "look", arguments: "{}", signature: { dialect: "gemini", value: "x" } };
    expect(write({ turns: [assistant(signed)] }).lost).toEqual([{ feature: "reasoning", field: "messages" }]);
  });

  test("arguments keep their order, and none are an empty object", () => {
    const { body } = write({ turns: [assistant(call("a", '{"z":1,"a":{"__proto__":2}}'), call("b", ""))] });
    expect(body.messages[0]?.content.map((block) => JSON.stringify(block["input"]))).toEqual([
      '{"z":1,"a":{"__proto__":2}}',
      "{}",
    ]);
  });

  test.each(["{", "[]", "null", "1", '"{}"'])("arguments %s are unreadable", (args) => {
    expect(() => write({ turns: [assistant(call("a", args))] })).toThrow(Unreadable);
  });

  test("ids of other vendors get the vendor's alphabet, the same for call and result, and stay apart", () => {
    const ids = ["call_1-a", "Bash:12", "Bash|12", "call_x|fc_y", "", "é"];
    const { body } = write({ turns: [assistant(...ids.map((id) => call(id))), user(...ids.map((id) => result(id, "x")))] });
    const calls = body.messages[0]!.content.map((block) => String(block["id"]));
    expect(body.messages[1]!.content.map((block) => block["tool_use_id"])).toEqual(calls);
    expect(calls[0]).toBe("call_1-a");
    expect(new Set(calls).size).toBe(ids.length);
    for (const id of calls) expect(id).toMatch(/^[a-zA-Z0-9_-]+$/);
  });
});

test("what the format can say survives the way through the canonical form", () => {
  const body = {
    model: "m",
    max_tokens: 9000,
    system: [text("Be brief"), text("And kind")],
    messages: [
      {
        role: "user",
        content: [
          text("Hi"),
          { type: "image", source: { type: "url", url: "https://x/i" } },
          { type: "document", source: { type: "text", media_type: "text/plain", data: "d" }, title: "T" },
        ],
      },
      {
        role: "assistant",
        content: [
          { type: "thinking", thinking: "Hm", signature: "s" },
          { type: "redacted_thinking", data: "d" },
          text("So"),
          { type: "tool_use", id: "t", name: "look", input: { b: 1, a: [2] } },
        ],
      },
      { role: "user", content: [{ type: "tool_result", tool_use_id: "t", content: "no", is_error: true }, text("Again")] },
    ],
    tools: [{ name: "look", description: "d", input_schema: { type: "object", properties: {} }, strict: true }],
    tool_choice: { type: "auto", disable_parallel_tool_use: true },
    thinking: { type: "enabled", budget_tokens: 2048, display: "summarized" },
    output_config: {
      effort: "high",
      format: { type: "json_schema", schema: { type: "object", properties: {}, additionalProperties: false } },
    },
    stop_sequences: ["END"],
    metadata: { user_id: "u" },
    stream: true,
  };
  const read = format.readRequest(body, { model: "m", stream: true });
  expect(read.lost).toEqual([]);
  expect(format.writeRequest(read.value)).toEqual({ body, lost: [] });
});
