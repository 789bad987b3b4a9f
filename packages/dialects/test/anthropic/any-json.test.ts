/** Whatever JSON stands where a request, an answer or an event should: it is read, or named as unreadable, and nothing else happens. */
import { anthropic, Unreadable } from "@headgate/dialects";
import { Frames } from "@headgate/wire";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { format, readerOf, telling } from "./frames.ts";

const asked = { model: "m", stream: false };

/** Words of the format, so that chance gets past the first check. */
const words = [
  "text image document tool_use tool_result thinking redacted_thinking base64 url content file auto any tool none user assistant",
  "system enabled adaptive disabled json_schema low __proto__ constructor toString message_start content_block_start",
  "content_block_delta content_block_stop message_delta message_stop error text_delta input_json_delta signature_delta max_tokens",
].flatMap((line) => line.split(" "));
const names = [
  "model max_tokens messages system role content type text source data media_type url id name input tool_use_id is_error thinking",
  "signature tools tool_choice input_schema stop_sequences metadata user_id output_config effort format schema budget_tokens display",
  "message content_block delta index usage stop_reason stop_details explanation partial_json input_tokens output_tokens caller",
  "citations title output_tokens_details error details error_code __proto__ constructor",
].flatMap((line) => line.split(" "));

const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof(
    { maxDepth: 6, depthSize: "small" },
    fc.constantFrom(...words),
    fc.constantFrom<unknown>(null, true, 0, -1, 1.5, "", " "),
    fc.array(tie("tree"), { maxLength: 4 }),
    fc.array(fc.tuple(fc.constantFrom(...names), tie("tree")), { maxLength: 6 }).map((entries) => {
      // As JSON.parse does it: a prototype's name is a name.
      const found: Record<string, unknown> = {};
      for (const [name, value] of entries)
        Object.defineProperty(found, name, { value, enumerable: true, configurable: true, writable: true });
      return found;
    }),
  ),
}));
const block = fc.record(
  { type: fc.constantFrom(...words), text: tree, source: tree, content: tree, input: tree, id: tree, name: tree },
  { requiredKeys: ["type"] },
);
const content = fc.oneof(fc.string(), fc.array(block, { maxLength: 4 }), tree);
const request = fc.record(
  {
    messages: fc.array(fc.record({ role: fc.constantFrom("user", "assistant", "system"), content }), { maxLength: 4 }),
    system: tree,
    tools: fc.oneof(fc.array(tree, { maxLength: 3 }), tree),
    tool_choice: tree,
    thinking: tree,
    output_config: tree,
    metadata: tree,
    stop_sequences: tree,
  },
  { requiredKeys: ["messages"] },
);

function readable<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return undefined;
  }
}

test("a request is read, and what was read can be written", () => {
  fc.assert(
    fc.property(fc.oneof(request, tree, fc.jsonValue()), (body) => {
      const found = readable(() => format.readRequest(body, asked));
      expect(found === undefined || format.writeRequest(found.value).body["model"] === "m").toBe(true);
    }),
    { numRuns: 1500 },
  );
});

test("an answer is read, and what was read can be written", () => {
  const answer = fc.record(
    { content: fc.array(block, { maxLength: 4 }), stop_reason: tree, usage: tree, id: tree },
    { requiredKeys: ["content"] },
  );
  fc.assert(
    fc.property(fc.oneof(answer, tree), (body) => {
      const found = readable(() => format.readAnswer(body));
      expect(found === undefined || "content" in format.writeAnswer(found, telling)).toBe(true);
    }),
    { numRuns: 1000 },
  );
});

test("an event is read, and an error body is", () => {
  const event = fc.record(
    {
      type: fc.constantFrom(...words),
      index: tree,
      message: tree,
      content_block: fc.oneof(block, tree),
      delta: tree,
      usage: tree,
      error: tree,
    },
    { requiredKeys: ["type"] },
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(event, tree), { maxLength: 6 }), (events) => {
      const [decoder, reader, encoder] = [format.createDecoder(), readerOf(), format.createEncoder(telling)];
      for (const one of events) anthropic.readError(Buffer.from(JSON.stringify(one)));
      const stream = events.map((one) => `data: ${JSON.stringify(one)}\n\n`).join("");
      new Frames(1_000_000).push(Buffer.from(stream), (frame) => {
        expect(["nothing", "content", "end", "error", "malformed"]).toContain(reader.read(frame));
        for (const said of readable(() => decoder.read(frame)) ?? []) encoder.write(said);
      });
      anthropic.operations[0]!.usage(reader.usage ?? {});
    }),
    { numRuns: 1000 },
  );
});
