/** Any JSON value whatever, in every place where Google's format is read. */
import { Unreadable } from "@headgate/dialects";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { data } from "../frames.ts";
import { asked, decoded, format } from "./frames.ts";

const names =
  `contents role parts text thought thoughtSignature inlineData inline_data mimeType data fileData fileUri functionCall functionResponse id name args response systemInstruction tools functionDeclarations parameters properties type
  items anyOf nullable toolConfig functionCallingConfig mode allowedFunctionNames generationConfig stopSequences thinkingConfig thinkingLevel responseSchema responseMimeType candidates content finishReason index usageMetadata promptFeedback blockReason promptTokenCount __proto__ constructor toString hasOwnProperty`.split(
    /\s+/,
  );
const { json } = fc.letrec((tie) => ({
  json: fc.oneof(
    { depthSize: "medium", maxDepth: 8 },
    fc.constantFrom(
      null,
      true,
      "",
      "x",
      "model",
      "user",
      "OBJECT",
      "AUTO",
      "STOP",
      "image/png",
      "https://x.io/a.png",
      0,
      1,
      -1.5,
    ),
    fc.array(tie("json"), { maxLength: 3 }),
    fc
      .array(fc.tuple(fc.oneof(fc.constantFrom(...names), fc.string()), tie("json")), { maxLength: 6 })
      .map((all) => Object.fromEntries(all) as object),
  ),
}));
/** Mostly well-formed, so that what is behind the first look is reached too. */
const named = fc.record(
  { name: fc.string(), id: fc.string(), args: fc.dictionary(fc.string(), json), response: fc.dictionary(fc.string(), json) },
  { requiredKeys: ["name"] },
);
const part = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ text: fc.string(), thought: fc.boolean(), thoughtSignature: fc.string() }, { requiredKeys: ["text"] }),
  },
  { weight: 2, arbitrary: fc.record({ functionCall: named }) },
  { weight: 2, arbitrary: fc.record({ functionResponse: named }) },
  { weight: 1, arbitrary: json },
);
const content = fc.record({ role: fc.constantFrom("user", "model"), parts: fc.array(part, { maxLength: 3 }) });
const request = fc.oneof(
  json,
  fc.record(
    { contents: fc.array(content, { minLength: 1, maxLength: 3 }), generationConfig: json, tools: json },
    { requiredKeys: ["contents"] },
  ),
);
const answer = fc.oneof(
  json,
  fc.record(
    {
      candidates: fc.array(fc.record({ content, finishReason: json, index: json }, { requiredKeys: [] }), { maxLength: 2 }),
      usageMetadata: json,
    },
    { requiredKeys: [] },
  ),
);

/** Whatever else is thrown ends the property. */
function outcome(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    if (error instanceof Unreadable && error.field !== "") return "refused";
    throw error;
  }
}

test("a request is read, and written again, or refused by the name of a field", () => {
  let read = 0;
  fc.assert(
    fc.property(request, (body) => {
      const written = outcome(() => {
        const { value, lost } = format.readRequest(JSON.parse(JSON.stringify(body)), asked);
        // A member may have the empty name itself.
        const nameless = Object.hasOwn(Object(body) as object, "");
        return [JSON.stringify(format.writeRequest(value)), lost.every(({ field }) => field !== "" || nameless)];
      });
      expect(written).toSatisfy((it: unknown) => it === "refused" || (Array.isArray(it) && it[1] === true));
      if (written !== "refused") read += 1;
    }),
    { numRuns: 1500 },
  );
  expect(read).toBeGreaterThan(100);
});

test("an answer is read, or refused by the name of a field", () => {
  let read = 0;
  fc.assert(
    fc.property(answer, (body) => {
      const found = outcome(() => format.readAnswer(JSON.parse(JSON.stringify(body))).parts);
      if (found !== "refused") read += 1;
    }),
    { numRuns: 1500 },
  );
  expect(read).toBeGreaterThan(100);
});

test("a frame is read, or refused by the name of a field", () => {
  fc.assert(
    fc.property(fc.array(answer, { maxLength: 3 }), (bodies) => {
      const last = outcome(() => decoded(bodies.map(data).join("")).at(-1)?.type);
      expect(["end", "refused"]).toContain(last);
    }),
    { numRuns: 500 },
  );
});

test("no prototype has learned anything", () => {
  const body = JSON.parse(
    '{"contents":{"parts":{"functionCall":{"name":"__proto__","args":{"__proto__":{"spoilt":1}}}}},"__proto__":{"spoilt":1}}',
  ) as object;
  const { value, lost } = format.readRequest(body, asked);
  expect(JSON.stringify(format.writeRequest(value).body)).toContain('"args":{"__proto__":{"spoilt":1}}');
  expect(lost).toEqual([{ feature: "other", field: "__proto__" }]);
  expect("spoilt" in {}).toBe(false);
});
