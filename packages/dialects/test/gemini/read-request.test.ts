/** How the rest of a generateContent request is read, and what is none. */
import { type Conversation, Unreadable } from "@headgate/dialects";
import { describe, expect, test } from "vitest";
import { asking, format, lossesOf, read } from "./frames.ts";

test("the model and the stream stand in the path", () => {
  const { value } = format.readRequest(asking({ model: "models/other" }), { model: "openai/gpt-4o", stream: true });
  expect(value).toMatchObject({ model: "openai/gpt-4o", stream: true });
  expect(lossesOf(asking({ model: "models/other" }))).toEqual([]);
});

describe("around the contents", () => {
  const settings = (generationConfig: object): object => asking({ generationConfig });
  const schema = { type: "object", properties: { a: { type: "string" } } };
  const tool = (more: object): object => ({ tools: [{ functionDeclarations: [{ name: "f", ...more }] }] });
  const two = [{ functionDeclarations: [{ name: "f" }, { name: "g" }] }, { function_declarations: [{ name: "h" }] }];
  const choice = (functionCallingConfig: object): object => asking({ tools: two, toolConfig: { functionCallingConfig } });

  test.each<[string, object, Partial<Conversation>]>([
    ["a system instruction", asking({ systemInstruction: { parts: [{ text: "a" }, { text: "b" }] } }), { system: ["a", "b"] }],
    ["one in the other spelling", asking({ system_instruction: { parts: { text: "a" } } }), { system: ["a"] }],
    ["one that is only text", asking({ systemInstruction: "a" }), { system: ["a"] }],
    [
      "sampling",
      settings({ temperature: 0, topP: 0.5, topK: 40, maxOutputTokens: "9", seed: 7, presencePenalty: 1, frequencyPenalty: -1 }),
      { temperature: 0, topP: 0.5, topK: 40, maxOutput: 9, seed: 7, presencePenalty: 1, frequencyPenalty: -1 },
    ],
    [
      "sampling in the other spelling",
      asking({ generation_config: { top_p: 0.5, max_output_tokens: 9, stop_sequences: ["x"] } }),
      { topP: 0.5, maxOutput: 9, stop: ["x"] },
    ],
    ["stop sequences", settings({ stopSequences: ["a", "b"] }), { stop: ["a", "b"] }],
    ["one candidate", settings({ candidateCount: 1 }), {}],
    ["plain text", settings({ responseMimeType: "text/plain", responseModalities: ["TEXT"] }), { output: undefined }],
    ["JSON", settings({ responseMimeType: "application/json" }), { output: { kind: "json" } }],
    [
      "a schema of Google's",
      settings({
        responseMimeType: "application/json",
        responseSchema: { type: "OBJECT", properties: { a: { type: "STRING" } } },
      }),
      { output: { kind: "schema", schema } },
    ],
    [
      "a JSON schema",
      settings({ responseMimeType: "application/json", responseJsonSchema: schema }),
      { output: { kind: "schema", schema } },
    ],
    [
      "a budget",
      settings({ thinkingConfig: { thinkingBudget: 512, includeThoughts: true } }),
      { reasoning: { effort: undefined, budget: 512, shown: true } },
    ],
    [
      "no thinking",
      settings({ thinkingConfig: { thinkingBudget: 0 } }),
      { reasoning: { effort: "none", budget: undefined, shown: undefined } },
    ],
    ["its own measure of thinking", settings({ thinkingConfig: { thinkingBudget: -1 } }), { reasoning: undefined }],
    [
      "a level",
      settings({ thinking_config: { thinking_level: "low" } }),
      { reasoning: { effort: "low", budget: undefined, shown: undefined } },
    ],
    ["a tool", asking(tool({ description: "d" })), { tools: [{ name: "f", description: "d", parameters: undefined }] }],
    [
      "a tool with parameters of Google's kind",
      asking(tool({ parameters: { type: "OBJECT", properties: { a: { type: "INTEGER", nullable: true } }, required: ["a"] } })),
      {
        tools: [
          {
            name: "f",
            description: undefined,
            parameters: { type: "object", properties: { a: { type: ["integer", "null"] } }, required: ["a"] },
          },
        ],
      },
    ],
    [
      "a tool with a JSON schema",
      asking(tool({ parametersJsonSchema: schema })),
      { tools: [{ name: "f", description: undefined, parameters: schema }] },
    ],
    ["any tool or none", choice({ mode: "AUTO" }), { toolChoice: "auto" }],
    ["some tool", choice({ mode: "ANY" }), { toolChoice: "required" }],
    ["no tool", choice({ mode: "none", allowedFunctionNames: ["f"] }), { toolChoice: "none" }],
    ["one tool", choice({ mode: "ANY", allowedFunctionNames: ["g"] }), { toolChoice: { name: "g" } }],
  ])("%s", (_name, body, expected) => {
    expect(read(body)).toMatchObject(expected);
    expect(lossesOf(body)).toEqual([]);
  });

  test("a subset of tools leaves the others out", () => {
    const { tools, toolChoice } = read(choice({ mode: "ANY", allowed_function_names: ["f", "h"] }));
    expect([tools.map(({ name }) => name), toolChoice]).toEqual([["f", "h"], "required"]);
  });
});

test.each<[unknown, string]>([
  [null, "body: found null, expected an object"],
  [[], "body: found an array, expected an object"],
  [{}, "contents: found nothing, expected an array"],
  [{ contents: [] }, "contents: found an array, expected at least one content"],
  [{ contents: "hi" }, 'contents: found "hi", expected an array'],
  [{ contents: [{ role: "robot" }] }, 'contents.0.role: found "robot", expected user or model'],
  [{ contents: [{ parts: [{ text: 1 }] }] }, "contents.0.parts.0.text: found 1, expected a string"],
  [{ contents: [{ parts: [{ functionCall: {} }] }] }, "contents.0.parts.0.functionCall.name: found nothing, expected a string"],
  [
    { contents: [{ parts: [{ inlineData: { data: "A" } }] }] },
    "contents.0.parts.0.inlineData.mimeType: found nothing, expected a string",
  ],
  [asking({ generationConfig: { topK: "many" } }), 'generationConfig.topK: found "many", expected a number'],
  [
    asking({ generationConfig: { thinkingConfig: { thinkingLevel: "wild" } } }),
    'generationConfig.thinkingConfig.thinkingLevel: found "wild", expected MINIMAL, LOW, MEDIUM or HIGH',
  ],
  [
    asking({ toolConfig: { functionCallingConfig: { mode: "MUST" } } }),
    'toolConfig.functionCallingConfig.mode: found "MUST", expected AUTO, ANY, NONE or VALIDATED',
  ],
  [asking({ tools: [{ functionDeclarations: [{}] }] }), "tools.0.functionDeclarations.0.name: found nothing, expected a string"],
  [
    asking({ systemInstruction: { parts: [{ text: {} }] } }),
    "systemInstruction.parts.0.text: found an object, expected a string",
  ],
])("%j is not one", (body, message) => {
  expect(() => read(body)).toThrow(new Unreadable(message.split(":")[0]!, ...words(message)));
});

function words(message: string): [string, string] {
  const [, found, expected] = /: found (.*), expected (.*)$/.exec(message)!;
  return [found!, expected!];
}
