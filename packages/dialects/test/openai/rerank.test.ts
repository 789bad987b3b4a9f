/** What the gateway looks for in a request to rerank, and what of its answer it brings into form. */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { operationOf } from "../frames.ts";

const rerank = operationOf("rerank");
const wrong = (body: Readonly<Record<string, unknown>>) => rerank.wrong!((name) => body[name]);

test("is asked where Cohere's and Jina's clients ask", () => {
  expect(rerank.paths).toEqual(["/v1/rerank", "/openai/v1/rerank", "/v2/rerank", "/cohere/v2/rerank", "/cohere/v1/rerank"]);
  expect(rerank.upstreamPath).toBe("/rerank");
});

test.each([
  [{ documents: ["a", { text: "b" }, { image: "https://a.b/c.png" }] }],
  [{ documents: ["a"], top_n: 1 }],
  [{ documents: ["a"], top_n: 5 }],
  [{ documents: ["a"], top_n: null }],
])("%j is right", (body) => {
  expect(wrong(body)).toBeUndefined();
});

test.each<readonly [object, string, string]>([
  [{ documents: "a" }, "documents", "documents must be a list of texts"],
  [{ documents: ["a", ""] }, "documents[1]", "document text is required for rerank at index 1"],
  [{ documents: [{}] }, "documents[0]", "document text is required for rerank at index 0"],
  [{ documents: ["a", null] }, "documents[1]", "document text is required for rerank at index 1"],
  [{ documents: ["a", 7] }, "documents[1]", "document text is required for rerank at index 1"],
  [{ documents: [{ text: "" }] }, "documents[0]", "document text is required for rerank at index 0"],
  [{ documents: ["a"], top_n: 0 }, "top_n", "top_n is 0; expected a whole number of at least 1"],
  [{ documents: ["a"], top_n: 1.5 }, "top_n", "top_n is 1.5; expected a whole number of at least 1"],
  [{ documents: ["a"], top_n: "1" }, "top_n", 'top_n is "1"; expected a whole number of at least 1'],
])("%j is wrong", (body, param, message) => {
  expect(wrong({ ...body })).toMatchObject({ param, message });
});

const bytesOf = (text: string): Uint8Array => Buffer.from(text);
const sent = (body: object): unknown => {
  const native = rerank.native!(bytesOf(JSON.stringify(body)));
  return native && [JSON.parse(Buffer.from(native.body).toString()), native.lost];
};

test.each<readonly [string, object, object | undefined]>([
  ["texts go as they are", { documents: ["a", "b"], query: 'the "text"' }, undefined],
  ["what holds a text alone goes as that", { documents: ["a", { text: "b" }] }, { documents: ["a", "b"] }],
  ["what holds more goes as it is", { documents: [{ text: "a", title: "t" }, { image: "i" }] }, undefined],
  [
    "whether documents come back is nobody's business but ours",
    { documents: [{ text: "a", id: 1 }], return_documents: false, top_n: 1 },
    { documents: [{ text: "a", id: 1 }], top_n: 1 },
  ],
])("%s", (_what, body, expected) => {
  expect(sent(body)).toEqual(expected && [expected, []]);
});

describe("documents in the answer", () => {
  const documents = ["a", { text: "b", title: "t" }];
  const results = [
    { index: 1, relevance_score: 0.5 },
    { index: 0, relevance_score: 0.25 },
  ];
  const repeated = results.map((result) => ({ ...result, document: { text: "x" } }));
  const corrected = (answer: object, asked: Readonly<Record<string, unknown>>): unknown => {
    const bytes = rerank.correct!(Buffer.from(JSON.stringify(answer)), (name) => asked[name]);
    return bytes && JSON.parse(Buffer.from(bytes).toString());
  };
  test.each<readonly [string, object, unknown, unknown]>([
    ["are left out as they were", { results }, undefined, undefined],
    ["are taken out where nobody asked for them", { results: repeated, id: "1" }, undefined, { results, id: "1" }],
    ["are taken out where they are not wanted", { results: repeated }, false, { results }],
    ["stay where they are wanted", { results: repeated }, true, undefined],
    [
      "are put in where they are wanted",
      { results },
      true,
      {
        results: [
          { ...results[0], document: documents[1] },
          { ...results[1], document: { text: "a" } },
        ],
      },
    ],
    ["are nowhere in what has no results", { data: [] }, true, undefined],
  ])("%s", (_what, answer, asked, expected) => {
    expect(corrected(answer, { documents, return_documents: asked })).toEqual(expected);
  });
  test("any answer is survived", () => {
    const asked = { documents, return_documents: true };
    const answers = fc.dictionary(fc.constantFrom("results", "id"), fc.jsonValue());
    const survived = fc.property(answers, (answer) => void corrected(answer, asked));
    expect(() => fc.assert(survived)).not.toThrow();
  });
});
