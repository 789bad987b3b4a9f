/** A conversation that its vendor makes shorter: what it has used, and what it would refuse. */
import { openai } from "@headgate/dialects";
import { expect, test } from "vitest";

const compact = openai.operations.find(({ name }) => name === "compact")!;

test("is asked for beside responses, has no stream, and is carried to no other dialect", () => {
  const { paths, upstreamPath, requestType, stream, format } = compact;
  expect([paths, upstreamPath, requestType, stream, format]).toEqual([
    ["/v1/responses/compact", "/openai/v1/responses/compact"],
    "/responses/compact",
    "responses",
    undefined,
    undefined,
  ]);
});

test("has used what a response would have", () => {
  const found = {
    input_tokens: 40,
    input_tokens_details: { cached_tokens: 8 },
    output_tokens: 12,
    output_tokens_details: { reasoning_tokens: 2 },
  };
  const responses = openai.operations.find(({ name }) => name === "responses")!;
  expect(compact.usage(found)).toEqual(responses.usage(found));
  expect(compact.usage(found)).toMatchObject({ input: 40, output: 12, cache_read: 8, reasoning: 2 });
});

test("does without the reasoning that another vendor left in the conversation", () => {
  const input = [
    { type: "reasoning", id: "rs_headgate_1" },
    { role: "user", content: "Hello" },
  ];
  const native = compact.native!(Buffer.from(JSON.stringify({ model: "m", input })));
  expect([JSON.parse(Buffer.from(native!.body).toString()), native!.lost]).toEqual([
    { model: "m", input: [input[1]] },
    [{ feature: "reasoning", field: "input.0" }],
  ]);
});
