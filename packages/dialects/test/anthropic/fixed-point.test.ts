/** Requests that were written once are read and written as the same ever after. */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { format } from "./frames.ts";

const asked = { model: "m", stream: false };
const words = fc.oneof(fc.string(), fc.constantFrom("", " \n", "__proto__"));
const text = fc.record({ type: fc.constant("text"), text: words });
const image = fc.record({ type: fc.constant("image"), source: fc.record({ type: fc.constant("url"), url: words }) });
const plain = fc.record({ type: fc.constantFrom("text"), media_type: fc.constant("text/plain"), data: words });
const blocks = fc.record({
  type: fc.constant("content"),
  content: fc.oneof(words, fc.array(fc.oneof(text, image), { maxLength: 3 })),
});
const document = fc.record({ type: fc.constant("document"), source: fc.oneof(plain, blocks), title: words });
const result = fc.record(
  {
    type: fc.constant("tool_result"),
    tool_use_id: words,
    is_error: fc.boolean(),
    content: fc.oneof(words, fc.array(fc.oneof(text, image, document), { maxLength: 3 })),
  },
  { requiredKeys: ["type", "tool_use_id"] },
);
const call = fc.record({
  type: fc.constant("tool_use"),
  id: words,
  name: words,
  input: fc.dictionary(fc.oneof(words, fc.constantFrom("10", "9")), fc.jsonValue(), { maxKeys: 3 }),
});
const thinking = fc.record({ type: fc.constant("thinking"), thinking: words, signature: words });
const redacted = fc.record({ type: fc.constant("redacted_thinking"), data: words });
const user = fc.record({
  role: fc.constant("user"),
  content: fc.oneof(words, fc.array(fc.oneof(text, image, document, result), { maxLength: 4 })),
});
const assistant = fc.record({
  role: fc.constant("assistant"),
  content: fc.oneof(words, fc.array(fc.oneof(text, call, thinking, redacted), { maxLength: 4 })),
});
const system = fc.record({ role: fc.constant("system"), content: fc.oneof(words, fc.array(text, { maxLength: 2 })) });
const schema = fc.constantFrom({}, { type: "object", properties: {} });
const request = fc.record(
  {
    max_tokens: fc.nat(5000),
    messages: fc.array(fc.oneof(user, assistant, system), { maxLength: 6 }),
    system: fc.oneof(words, fc.array(text, { maxLength: 2 })),
    tools: fc.array(fc.record({ name: words, input_schema: schema }), { maxLength: 2 }),
    tool_choice: fc.constantFrom(
      { type: "auto" },
      { type: "any" },
      { type: "none" },
      { type: "tool", name: "t", disable_parallel_tool_use: true },
    ),
    thinking: fc.constantFrom({ type: "adaptive" }, { type: "disabled" }, { type: "enabled", budget_tokens: 1500 }),
    output_config: fc.record(
      { effort: fc.constantFrom("low", "max"), format: fc.constant({ type: "json_schema", schema: {} }) },
      { requiredKeys: [] },
    ),
    temperature: fc.constantFrom(0, 0.5, 1),
    top_p: fc.constantFrom(0.5, 1),
    top_k: fc.nat(10),
    stop_sequences: fc.array(words, { maxLength: 2 }),
  },
  { requiredKeys: ["messages"] },
);

test("what was written once stays", () => {
  fc.assert(
    fc.property(request, (body) => {
      const { body: once } = format.writeRequest(format.readRequest(body, asked).value);
      const again = format.readRequest(once, asked);
      expect(again.lost).toEqual([]);
      expect(format.writeRequest(again.value).body).toEqual(once);
    }),
    { numRuns: 1000 },
  );
});
