/** No JSON value whatever breaks the Chat readers: it is read, or it is unreadable. */
import { Unreadable } from "@headgate/dialects";
import { Frames } from "@headgate/wire";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { chat } from "./bodies.ts";

const words = ["__proto__", "constructor", "user", "assistant", "tool", "text", "function", "{}", "data:a;base64,", ""];
const leaf = fc.oneof(fc.constantFrom(...words), fc.integer({ min: -1, max: 2 }), fc.boolean(), fc.constant(null), fc.string());

/** JSON whose names are those that are looked at. */
function valueOf(...names: readonly string[]): fc.Arbitrary<unknown> {
  return fc.letrec((tie) => ({
    value: fc.oneof({ depthSize: "medium", withCrossShrink: true }, leaf, tie("list"), tie("object")),
    list: fc.array(tie("value"), { maxLength: 3 }),
    object: fc.dictionary(fc.constantFrom(...names, "__proto__", "toString"), tie("value"), { maxKeys: 8 }),
  })).value;
}
const message = [
  "role",
  "content",
  "type",
  "text",
  "image_url",
  "url",
  "file",
  "file_data",
  "file_id",
  "input_audio",
  "tool_calls",
  "tool_call_id",
  "id",
  "name",
  "arguments",
  "function",
  "function_call",
  "refusal",
  "reasoning",
];
const request = [
  "tools",
  "tool_choice",
  "allowed_tools",
  "mode",
  "functions",
  "stop",
  "response_format",
  "json_schema",
  "schema",
  "n",
  "max_tokens",
  "user",
  "reasoning_effort",
];
const answer = ["choices", "message", "delta", "index", "finish_reason", "usage", "prompt_tokens_details", "model"];

function outcome(read: () => unknown): unknown {
  try {
    read();
    return "read";
  } catch (error) {
    return error instanceof Unreadable ? "unreadable" : error;
  }
}
const known = ["read", "unreadable"];

test("as a request: and what was read can be written", () => {
  const body = fc.oneof(
    valueOf(...message, ...request),
    fc.record({ messages: fc.array(valueOf(...message)) }),
    fc.record({
      messages: fc.array(
        fc.record(
          {
            role: fc.constantFrom("system", "user", "assistant", "tool", "function"),
            content: valueOf(...message),
            tool_call_id: leaf,
            name: leaf,
          },
          { requiredKeys: ["role"] },
        ),
      ),
    }),
    fc
      .tuple(fc.constantFrom(...request, "function_call"), valueOf(...message, ...request))
      .map(([name, value]) => ({ messages: [], [name]: value })),
  );
  fc.assert(
    fc.property(body, (value) => {
      const reading = (): unknown => chat.writeRequest(chat.readRequest(value, { model: "m", stream: true }).value);
      expect(known).toContain(outcome(reading));
    }),
    { numRuns: 1000 },
  );
});

const completion = fc.oneof(
  valueOf(...answer, ...message),
  fc.record({
    choices: fc.tuple(fc.record({ message: valueOf(...message), finish_reason: leaf })),
    usage: valueOf("prompt_tokens_details", "prompt_tokens"),
  }),
);

test("as an answer", () => {
  fc.assert(
    fc.property(completion, (value) => {
      expect(known).toContain(outcome(() => chat.readAnswer(value)));
    }),
    { numRuns: 1000 },
  );
});

test("as events of a stream", () => {
  const event = fc.oneof(
    completion,
    fc.record({ choices: fc.tuple(fc.record({ delta: valueOf(...message), finish_reason: leaf })) }),
  );
  fc.assert(
    fc.property(fc.array(event), (values) => {
      const decoder = chat.createDecoder();
      const stream = values.map((value) => `data: ${JSON.stringify(value)}\n\n`).join("");
      expect(known).toContain(outcome(() => new Frames(100_000).push(Buffer.from(stream), (frame) => void decoder.read(frame))));
      expect(known).toContain(outcome(() => decoder.finish()));
    }),
    { numRuns: 1000 },
  );
});
