/** What each generation of models takes: nothing is sent that Anthropic answers with a 400. */
import type { Conversation } from "@headgate/dialects";
import { describe, expect, test } from "vitest";
import { names, picked, tool, write } from "./conversations.ts";

const old = "claude-3-5-sonnet-20241022";
const sonnet4 = "claude-sonnet-4-20250514";
const haiku45 = "claude-haiku-4-5-20251001";
const opus46 = "anthropic.claude-opus-4-6-v1:0";
const sonnet5 = "claude-sonnet-5";
const opus55 = "claude-opus-5-5";
const adaptive = { type: "adaptive" };

describe("thinking", () => {
  const unsaid = ["reasoning-settings reasoning"];
  test.each<[string, string, Partial<Conversation>, object, readonly string[]]>([
    [
      "an old model does not think",
      old,
      { reasoning: { effort: "high" } },
      { thinking: undefined, output_config: undefined },
      unsaid,
    ],
    ["nor has it to be told not to", old, { reasoning: { effort: "none" } }, { thinking: undefined }, []],
    [
      "an effort is a share of what may be said",
      sonnet4,
      { reasoning: { effort: "medium" }, maxOutput: 11_024 },
      { thinking: { type: "enabled", budget_tokens: 5274 }, output_config: undefined, max_tokens: 11_024 },
      [],
    ],
    [
      "and leaves room for an answer where nobody has limited it",
      haiku45,
      { reasoning: { effort: "low" } },
      { thinking: { type: "enabled", budget_tokens: 3328 }, max_tokens: 7424 },
      [],
    ],
    [
      "the highest efforts are high",
      sonnet4,
      { reasoning: { effort: "max" }, maxOutput: 2024 },
      { thinking: { type: "enabled", budget_tokens: 1824 } },
      ["reasoning-settings reasoning.effort"],
    ],
    ["no room", sonnet4, { reasoning: { effort: "low" }, maxOutput: 900 }, { thinking: undefined, max_tokens: 900 }, unsaid],
    [
      "shown, as much as it likes",
      sonnet4,
      { reasoning: { shown: true } },
      { thinking: { type: "enabled", display: "summarized" } },
      [],
    ],
    ["an effort, of 4.6", opus46, { reasoning: { effort: "low" } }, { thinking: adaptive, output_config: { effort: "low" } }, []],
    ["a budget, of 4.6", opus46, { reasoning: { budget: 2000 } }, { thinking: { type: "enabled", budget_tokens: 2000 } }, []],
    [
      "an effort, of 5",
      sonnet5,
      { reasoning: { effort: "xhigh" } },
      { thinking: adaptive, output_config: { effort: "xhigh" } },
      [],
    ],
    [
      "no budget, of 5.5",
      opus55,
      { reasoning: { budget: 2000 } },
      { thinking: adaptive },
      ["reasoning-settings reasoning.budget"],
    ],
    [
      "one that always thinks",
      opus55,
      { reasoning: { effort: "none" } },
      { thinking: undefined, output_config: { effort: "low" } },
      unsaid,
    ],
    ["one that need not", "claude-haiku-5-5", { reasoning: { effort: "none" } }, { thinking: { type: "disabled" } }, []],
  ])("%s", (_name, model, asked, expected, losses) => {
    const { body, lost } = write({ model, ...asked });
    expect(picked(body, expected)).toMatchObject(expected);
    expect(names(lost)).toEqual(losses);
  });
});

describe("sampling and forced calls", () => {
  const sampled = { temperature: 0.5, topK: 3 };
  const none = { temperature: undefined, top_p: undefined, top_k: undefined };
  const both = ["sampling temperature", "sampling top_k"];
  test.each<[string, string, Partial<Conversation>, object, readonly string[]]>([
    ["sampling, of 4.6", opus46, sampled, { temperature: 0.5, top_k: 3 }, []],
    ["sampling, of haiku 4.5", haiku45, sampled, { temperature: 0.5, top_k: 3 }, []],
    ["no sampling, of opus 4.7", "claude-opus-4-7", sampled, none, both],
    ["no sampling, of 5", sonnet5, sampled, none, both],
    ["no top_p, of 5", sonnet5, { topP: 0.5 }, none, ["sampling top_p"]],
    ["the defaults are no loss", sonnet5, { temperature: 1, topP: 1 }, none, []],
    ["a forced call, of 5", sonnet5, { tools: [tool], toolChoice: "required" }, { tool_choice: { type: "any" } }, []],
    [
      "none, of 5.5",
      opus55,
      { tools: [tool], toolChoice: "required" },
      { tool_choice: { type: "auto" } },
      ["tool-settings tool_choice"],
    ],
    [
      "but no other tool than the one that is named",
      opus55,
      { tools: [tool, { name: "other" }], toolChoice: { name: "look" } },
      { tools: [{ name: "look", input_schema: { type: "object" } }], tool_choice: { type: "auto" } },
      ["tool-settings tool_choice"],
    ],
  ])("%s", (_name, model, asked, expected, losses) => {
    const { body, lost } = write({ model, ...asked });
    expect(picked(body, expected)).toEqual(expected);
    expect(names(lost)).toEqual(losses);
  });
});
