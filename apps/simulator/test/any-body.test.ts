// Whatever JSON an operation is given, it answers or refuses; it never breaks and never takes the process along.
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { ask, shared } from "./clients.ts";
import { generate, model, streamed, version } from "./vendors.ts";

const simulator = await shared();
const texts = fc.constantFrom(
  "user",
  "assistant",
  "model",
  "tool",
  "text",
  "Use tools",
  "refuse",
  "tool_use",
  "tool_result",
  "any",
  "",
);
const names = fc.constantFrom(
  ..."role content text type tools name input_schema parameters properties functionDeclarations functionCall functionResponse".split(
    " ",
  ),
  ..."args response parts contents messages input thinking tool_choice generationConfig thinkingConfig stop_sequences id".split(
    " ",
  ),
);
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5 },
    texts,
    fc.constantFrom(null, true, 0, -1, 1e9),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(names, tie("value"), { maxKeys: 4 }),
  ),
}));
/** Turns whose insides are anything come further than those that are anything themselves. */
const turns = fc.array(fc.record({ role: texts, content: value, parts: value }, { requiredKeys: ["role"] }), { maxLength: 3 });
const field = (name: string) =>
  fc.tuple(fc.constant(name), ["messages", "contents", "input"].includes(name) ? fc.oneof(turns, value) : value);

it.each<[path: string, fixed: object, fields: string]>([
  ["/v1/messages", { model, max_tokens: 9 }, "messages system tools tool_choice thinking stop_sequences stream output_config"],
  ["/v1/messages/count_tokens", { model }, "messages system tools tool_choice thinking"],
  [generate, {}, "contents systemInstruction tools toolConfig generationConfig"],
  [streamed, {}, "contents systemInstruction tools toolConfig generationConfig"],
  [`/v1beta/models/${model}:batchEmbedContents`, {}, "requests"],
  ["/v1/chat/completions", { model }, "messages tools tool_choice stop response_format stream reasoning_effort n"],
  [
    "/v1/responses",
    { model },
    "input instructions tools tool_choice text reasoning include stream previous_response_id background",
  ],
  ["/v1/responses/compact", { model }, "input instructions previous_response_id"],
  ["/v1/batches", {}, "input_file_id endpoint completion_window metadata"],
  ["/v1/files", {}, "file purpose"],
  ["/v1/responses/input_tokens", { model }, "input instructions"],
  ["/v1/audio/speech", { model, voice: "alloy" }, "input response_format stream_format"],
  ["/v1/images/generations", { model, prompt: "text" }, "n response_format stream partial_images"],
  ["/v1/moderations", { model }, "input"],
  ["/v1/rerank", { model, query: "text" }, "documents top_n return_documents"],
  ["/v1/ocr", { model }, "document pages"],
])("%s answers any fields", async (path, fixed, fields) => {
  const headers = path.startsWith("/v1/messages") ? version : {};
  const bodies = fc.tuple(...fields.split(" ").map(field)).map((entries) => ({ ...Object.fromEntries(entries), ...fixed }));
  await fc.assert(
    fc.asyncProperty(bodies, async (body) => {
      const { status, end } = await ask(simulator.url + path, { body, headers });
      expect([200, 400]).toContain(status);
      expect(end).toBe("whole");
    }),
    { numRuns: 150 },
  );
});

it.each(["/v1/messages", generate, "/v1/chat/completions"])("%s survives JSON deeper than the stack", async (path) => {
  const deep = `${`{"properties":{"a":`.repeat(20_000)}1${"}}".repeat(20_000)}`;
  const tool = `{"name":"tool","input_schema":${deep},"functionDeclarations":[{"name":"a","parameters":${deep}}]}`;
  const body = `{"model":"${model}","tools":[${tool}],"messages":[{"role":"user","content":"tool"}],"contents":[{"parts":[{"text":"tool"}]}]}`;
  await ask(simulator.url + path, { method: "POST", body, headers: version });
  expect((await ask(`${simulator.url}/v1/models`, {})).status).toBe(200);
});
