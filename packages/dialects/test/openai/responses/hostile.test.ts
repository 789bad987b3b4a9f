/** No JSON value whatever breaks the Responses format: it is read, or it is Unreadable. */
import { Unreadable } from "@headgate/dialects";
import { array, assert, constantFrom, dictionary, integer, jsonValue, letrec, oneof, property, string, tuple } from "fast-check";
import { expect, test } from "vitest";
import { event } from "../../frames.ts";
import { asked, decode, responses, telling } from "./rig.ts";

const names = "__proto__ toString constructor type role content input text id call_id name arguments output summary tools".split(
  " ",
);
const words =
  "message function_call function_call_output reasoning item_reference input_text input_image input_file refusal user assistant data:, json_schema";
const json = letrec((tie) => ({
  value: oneof(
    { maxDepth: 6, withCrossShrink: true },
    constantFrom(null, true, 0, "", ...words.split(" ")),
    jsonValue(),
    array(tie("value"), { maxLength: 3 }),
    dictionary(constantFrom(...names), tie("value"), { maxKeys: 5 }),
  ),
})).value;
const events = "created output_item.added output_item.done output_text.delta function_call_arguments.delta completed".split(" ");

/** Undefined when it is, or the error that it should not be. */
function strange(run: () => unknown): unknown {
  try {
    run();
    return undefined;
  } catch (error) {
    return error instanceof Unreadable ? undefined : error;
  }
}

test("any value as a body, and what it says can be written again", () => {
  assert(
    property(json, json, json, (any, input, rest) => {
      expect(strange(() => responses.readRequest(any, asked))).toBeUndefined();
      const body = Object.assign(Object.create(null), rest, { input }) as Record<string, unknown>;
      expect(strange(() => responses.writeRequest(responses.readRequest(body, asked).value))).toBeUndefined();
      expect(
        strange(() => responses.writeAnswer(responses.readAnswer({ output: [input] }), { ...telling, request: body })),
      ).toBeUndefined();
    }),
    { numRuns: 2000 },
  );
});

test("any value as an answer", () => {
  assert(
    property(json, (any) => {
      expect(strange(() => responses.readAnswer(any))).toBeUndefined();
    }),
    { numRuns: 1000 },
  );
});

test("any value in a stream", () => {
  const frame = tuple(constantFrom(...events), json, integer({ min: -1, max: 2 }), string());
  assert(
    property(array(frame, { maxLength: 6 }), (frames) => {
      const text = frames.map(([name, any, index, delta]) =>
        event(`response.${name}`, { output_index: index, delta, item: any, response: any, output: any }),
      );
      expect(strange(() => decode(text.join("")))).toBeUndefined();
    }),
    { numRuns: 1000 },
  );
});
