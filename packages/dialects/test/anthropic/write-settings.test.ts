/** Settings, reasoning and tools as Messages requests: what the vendor demands, and what it would refuse. */
import type { Conversation } from "@headgate/dialects";
import { describe, expect, test } from "vitest";
import { assistant, call, names, picked, result, said, text, thought, tool, user, write } from "./conversations.ts";

describe("settings", () => {
  test.each<[string, Partial<Conversation>, object, readonly string[]]>([
    ["max_tokens is always there", {}, { max_tokens: 4096 }, []],
    ["max_tokens as asked", { maxOutput: 5 }, { max_tokens: 5 }, []],
    ["a stream", { stream: true }, { stream: true }, []],
    ["no stream", {}, { stream: undefined }, []],
    ["a temperature", { temperature: 0.3 }, { temperature: 0.3 }, []],
    ["a temperature above 1", { temperature: 1.7 }, { temperature: 1 }, ["sampling temperature"]],
    ["never temperature and top_p", { temperature: 0.3, topP: 0.5 }, { temperature: 0.3, top_p: undefined }, ["sampling top_p"]],
    ["a top_p of 1 is none", { temperature: 0.3, topP: 1 }, { temperature: 0.3, top_p: undefined }, []],
    ["a temperature of 1 gives way", { temperature: 1, topP: 0.5 }, { temperature: undefined, top_p: 0.5 }, []],
    ["top_k", { topK: 7 }, { top_k: 7 }, []],
    [
      "a seed and penalties",
      { seed: 1, frequencyPenalty: 0.5, presencePenalty: -1 },
      {},
      ["seed seed", "penalties frequency_penalty", "penalties presence_penalty"],
    ],
    ["penalties of 0 are none", { frequencyPenalty: 0, presencePenalty: 0 }, {}, []],
    ["blank stop sequences are left out", { stop: ["\n", "END", ""] }, { stop_sequences: ["END"] }, ["stop-sequences stop"]],
    ["nothing but an empty stop sequence", { stop: [""] }, { stop_sequences: undefined }, []],
    ["a user", { user: "u" }, { metadata: { user_id: "u" } }, []],
    [
      "a schema",
      { output: { kind: "schema", name: "n", schema: { type: "object", properties: {} } } },
      { output_config: { format: { type: "json_schema", schema: { type: "object", properties: {} } } } },
      [],
    ],
    ["JSON without a schema", { output: { kind: "json" } }, { output_config: undefined }, ["output-schema response_format"]],
    ["a system text", { system: ["a", " ", "b"] }, { system: [text("a"), text("b")] }, []],
  ])("%s", (_name, asked, expected, losses) => {
    const { body, lost } = write(asked);
    expect(picked(body, expected)).toMatchObject(expected);
    expect(names(lost)).toEqual(losses);
  });
});

describe("reasoning", () => {
  const signedLoop = [user(said("Hi")), assistant(thought("anthropic"), call("t")), user(result("t", "done"))];
  const foreignLoop = [user(said("Hi")), assistant(thought("openai"), call("t")), user(result("t", "done"))];
  const adaptive = { type: "adaptive" };
  test.each<[string, Partial<Conversation>, object, readonly string[]]>([
    ["an effort", { reasoning: { effort: "high" } }, { thinking: adaptive, output_config: { effort: "high" } }, []],
    ["the least effort", { reasoning: { effort: "minimal" } }, { thinking: adaptive, output_config: { effort: "low" } }, []],
    ["no effort", { reasoning: { effort: "none" } }, { thinking: { type: "disabled" }, output_config: undefined }, []],
    ["as much as it likes, shown", { reasoning: { shown: true } }, { thinking: { type: "adaptive", display: "summarized" } }, []],
    [
      "a budget",
      { reasoning: { budget: 2000, shown: false }, maxOutput: 5000 },
      { thinking: { type: "enabled", budget_tokens: 2000, display: "omitted" }, max_tokens: 5000 },
      [],
    ],
    ["a budget without a maximum", { reasoning: { budget: 2000 } }, { thinking: { budget_tokens: 2000 }, max_tokens: 6096 }, []],
    [
      "a budget beyond the maximum",
      { reasoning: { budget: 9000 }, maxOutput: 5000 },
      { thinking: { budget_tokens: 4999 }, max_tokens: 5000 },
      ["reasoning-settings reasoning.budget"],
    ],
    [
      "a budget below the least",
      { reasoning: { budget: 5 }, maxOutput: 5000 },
      { thinking: { budget_tokens: 1024 } },
      ["reasoning-settings reasoning.budget"],
    ],
    [
      "no room for a budget",
      { reasoning: { budget: 2000 }, maxOutput: 1024 },
      { thinking: undefined, max_tokens: 1024 },
      ["reasoning-settings reasoning.budget", "reasoning-settings reasoning"],
    ],
    ["no budget at all", { reasoning: { budget: 0 } }, { thinking: { type: "disabled" } }, []],
    ["any budget", { reasoning: { budget: -1 } }, { thinking: adaptive }, []],
    [
      "with a schema",
      { reasoning: { effort: "low" }, output: { kind: "schema", schema: {} } },
      { output_config: { effort: "low", format: { type: "json_schema", schema: {} } } },
      [],
    ],
    [
      "takes no sampling",
      { reasoning: { effort: "low" }, temperature: 0.5, topP: 0.5, topK: 5 },
      { temperature: undefined, top_p: undefined, top_k: undefined },
      ["sampling temperature", "sampling top_p", "sampling top_k"],
    ],
    ["takes a temperature of 1", { reasoning: { effort: "low" }, temperature: 1 }, { temperature: undefined }, []],
    [
      "not where a call is forced",
      { reasoning: { effort: "low" }, tools: [tool], toolChoice: "required" },
      { thinking: undefined, tool_choice: { type: "any" } },
      ["reasoning-settings reasoning"],
    ],
    ["goes on in a loop that it has signed", { reasoning: { effort: "low" }, turns: signedLoop }, { thinking: adaptive }, []],
    [
      "is off in the middle of another vendor's loop",
      { reasoning: { effort: "low" }, turns: foreignLoop },
      { thinking: undefined, output_config: { effort: "low" } },
      ["reasoning messages", "reasoning-settings reasoning"],
    ],
    [
      "is on again after that loop",
      { reasoning: { effort: "low" }, turns: [...foreignLoop, assistant(said("So")), user(said("And?"))] },
      { thinking: adaptive },
      ["reasoning messages"],
    ],
  ])("%s", (_name, asked, expected, losses) => {
    const { body, lost } = write(asked);
    expect(picked(body, expected)).toMatchObject(expected);
    expect(names(lost)).toEqual(losses);
  });
});

describe("tools", () => {
  test.each<[string, Partial<Conversation>, object, readonly string[]]>([
    [
      "the whole schema",
      { tools: [{ name: "t", parameters: { type: "object", $defs: { a: {} } }, strict: true }] },
      { tools: [{ name: "t", input_schema: { type: "object", $defs: { a: {} } }, strict: true }] },
      [],
    ],
    ["no schema", { tools: [{ name: "t" }] }, { tools: [{ name: "t", input_schema: { type: "object", properties: {} } }] }, []],
    [
      "a schema without a type",
      { tools: [{ name: "t", parameters: {} }] },
      { tools: [{ name: "t", input_schema: { type: "object" } }] },
      [],
    ],
    ["auto", { tools: [tool], toolChoice: "auto" }, { tool_choice: { type: "auto" } }, []],
    ["none", { tools: [tool], toolChoice: "none", parallelTools: false }, { tool_choice: { type: "none" } }, []],
    ["required", { tools: [tool], toolChoice: "required" }, { tool_choice: { type: "any" } }, []],
    ["named", { tools: [tool], toolChoice: { name: "look" } }, { tool_choice: { type: "tool", name: "look" } }, []],
    [
      "one at a time",
      { tools: [tool], parallelTools: false },
      { tool_choice: { type: "auto", disable_parallel_tool_use: true } },
      [],
    ],
    ["several at a time", { tools: [tool], parallelTools: true }, { tool_choice: undefined }, []],
    ["a choice among none", { toolChoice: "none", parallelTools: false }, { tools: undefined, tool_choice: undefined }, []],
    ["a call of none", { toolChoice: "required" }, { tool_choice: undefined }, ["tool-settings tool_choice"]],
  ])("%s", (_name, asked, expected, losses) => {
    const { body, lost } = write(asked);
    expect(picked(body, expected)).toMatchObject(expected);
    expect(names(lost)).toEqual(losses);
  });
});
