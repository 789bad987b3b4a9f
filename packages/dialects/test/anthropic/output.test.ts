/** The form of the answer: what Anthropic takes of a schema, and what models do that take none. */
import { type OutputForm, Unreadable } from "@headgate/dialects";
import { describe, expect, test } from "vitest";
import { names, tool, write } from "./conversations.ts";
import { callBlock, decode, ending, event, format, message, opened, closed, start, stop } from "./frames.ts";

const old = "claude-3-5-sonnet-20241022";
const schema = { type: "object", properties: { a: { type: "integer" } }, required: ["a"] };
const output: OutputForm = { kind: "schema", name: "n", schema };
const shut = { additionalProperties: false };
const losing = ["output-schema response_format.json_schema.schema"];

describe("a schema", () => {
  test.each<[string, object, object, readonly string[]]>([
    ["objects are closed, which is no loss", schema, { ...schema, ...shut }, []],
    ["one that is closed stays as it is", { ...schema, ...shut }, { ...schema, ...shut }, []],
    ["one that is open is closed", { ...schema, additionalProperties: true }, { ...schema, ...shut }, losing],
    ["one without names for its members", { type: "object" }, { type: "object", ...shut }, losing],
    [
      "limits are told",
      { type: "object", properties: { a: { type: "integer", description: "A", minimum: 1 } } },
      { type: "object", properties: { a: { type: "integer", description: "A\n\n{minimum: 1}" } }, ...shut },
      losing,
    ],
    ["formats are known, or told", { type: "string", format: "date" }, { type: "string", format: "date" }, []],
    ["oneOf is anyOf", { oneOf: [schema, { type: "null" }] }, { anyOf: [{ ...schema, ...shut }, { type: "null" }] }, []],
    [
      "what is referred to, and what stands in lists",
      { $ref: "#/$defs/l", $defs: { l: { type: "array", items: schema } } },
      { $ref: "#/$defs/l", $defs: { l: { type: "array", items: { ...schema, ...shut } } } },
      [],
    ],
    [
      "members may be called like limits",
      { type: "object", properties: { minimum: { type: "string" }, format: { enum: ["x", null] } } },
      { type: "object", properties: { minimum: { type: "string" }, format: { enum: ["x", null] } }, ...shut },
      [],
    ],
  ])("%s", (_name, given, expected, losses) => {
    const { body, lost } = write({ output: { kind: "schema", schema: given as Record<string, unknown> } });
    expect(body["output_config"]).toEqual({ format: { type: "json_schema", schema: expected } });
    expect(names(lost)).toEqual(losses);
  });

  test("one that is too deep is refused, and nothing breaks", () => {
    let deep: Record<string, unknown> = {};
    for (let i = 0; i < 5000; i++) deep = { type: "array", items: deep };
    expect(() => write({ output: { kind: "schema", schema: deep } })).toThrow(Unreadable);
  });

  test("JSON without one is an instruction, after those of the client", () => {
    const { body, lost } = write({ system: ["S"], output: { kind: "json" } });
    expect(body["system"]).toMatchObject([{ text: "S" }, { text: expect.stringContaining("JSON") as string }]);
    expect(names(lost)).toEqual(["output-schema response_format"]);
  });
});

describe("a model that takes no schema", () => {
  const answer = expect.objectContaining({ name: "headgate_answer", input_schema: schema }) as object;
  const only = { type: "tool", name: "headgate_answer", disable_parallel_tool_use: true };
  const any = { type: "any", disable_parallel_tool_use: true };
  const look = expect.objectContaining({ name: "look" }) as object;

  test.each<[string, Parameters<typeof write>[0], object, object]>([
    ["has to answer by a call", {}, [answer], only],
    ["or by another", { tools: [tool] }, [look, answer], any],
    ["but not where it is to call none", { tools: [tool], toolChoice: "none" }, [look, answer], only],
    [
      "and calls the one that is named first",
      { tools: [tool], toolChoice: { name: "look" } },
      [look, answer],
      { type: "tool", name: "look" },
    ],
  ])("%s", (_name, asked, tools, choice) => {
    const { body, lost } = write({ model: old, output, ...asked });
    expect(body).toMatchObject({ tools, tool_choice: choice });
    expect(body["output_config"]).toBeUndefined();
    expect(lost).toEqual([]);
  });

  const block = { type: "tool_use", id: "t", name: "headgate_answer", input: { a: 1 } };

  test("its call is the answer, whole", () => {
    const { parts, stop: ended } = format.readAnswer({ ...message, content: [block], stop_reason: "tool_use" });
    expect({ parts, ended }).toEqual({ parts: [{ kind: "text", text: '{"a":1}' }], ended: { reason: "end" } });
  });

  test.each<[string, string, string]>([
    ["streamed", callBlock(0, "t", '{"a"', ":1}").replace('"look"', '"headgate_answer"'), '{"a":1}'],
    ["streamed without anything in it", opened(0, { ...block, input: {} }) + closed(0), "{}"],
  ])("its call is the answer, %s", (_name, blocks, text) => {
    const events = decode(start + blocks + ending("tool_use") + stop);
    const said = events.map((one) => (one.type === "text" ? one.text : "")).join("");
    expect(said).toBe(text);
    expect(events.map(({ type }) => type)).not.toContain("call");
    expect(events).toContainEqual({ type: "stop", stop: { reason: "end" } });
  });

  test("a call of another tool is one", () => {
    const events = decode(start + callBlock(0, "t", "{}") + event("ping") + ending("tool_use") + stop);
    expect(events).toContainEqual({ type: "stop", stop: { reason: "calls" } });
  });
});
