/** Promise: moderations, rerank, OCR and the counting of tokens work for their own clients, and are recorded with what they use. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { sdks } from "../start/sdks.ts";
import { openScene, type Scene } from "./scene.ts";

let scene: Scene;
beforeAll(async () => {
  scene = await openScene();
});
beforeEach(() => scene.simulator.reset());
afterAll(() => scene?.close());

describe.each(sdks)("$name", ({ sdk }) => {
  test("learns what is harmful", async () => {
    const client = scene.connect(sdk);
    const { results } = await client.moderations.create({ model: "openai/omni-moderation-latest", input: ["love", "kill"] });
    expect(results.map(({ flagged }) => flagged)).toEqual([false, true]);
  });

  test("counts the tokens that a response would take", async () => {
    const client = scene.connect(sdk);
    const { input_tokens: count } = await client.responses.inputTokens.count({ model: "openai/gpt-4o", input: "Good morning" });
    expect(count).toBe(3);
  });
});

const documents = ["green pears", { text: "red apples" }, "apples and pears"];
const ranking = { query: "red apples", documents };
const pages = `data:text/plain;base64,${Buffer.from("one\ftwo\fthree").toString("base64")}`;
const document = { type: "document_url", document_url: pages };

describe("rerank", () => {
  test.each(["/v1/rerank", "/v2/rerank", "/openai/v1/rerank", "/litellm/v1/rerank"])(
    "is answered at %s, the best first",
    async (path) => {
      const answer = await scene.post(path, { ...ranking, model: "openai/rerank-v3.5", top_n: 2 });
      expect([answer.status, await answer.json()]).toMatchObject([
        200,
        {
          results: [
            { index: 1, relevance_score: 1 },
            { index: 2, relevance_score: 0.5 },
          ],
          meta: { billed_units: { search_units: 1 } },
          extra_fields: { request_type: "rerank", provider: "openai" },
        },
      ]);
      expect(scene.simulator.calls.map(({ path: asked }) => asked)).toEqual(["/v1/rerank"]);
    },
  );

  test.each([
    ["rerank-v3.5", true],
    ["jina-reranker-v2", true],
    ["rerank-v3.5", undefined],
    ["jina-reranker-v2", undefined],
  ])("%s repeats documents only where they are asked for: %s", async (model, wanted) => {
    const answer = await scene.post("/v1/rerank", { ...ranking, model: `openai/${model}`, return_documents: wanted });
    const { results } = (await answer.json()) as { results: readonly { document?: object }[] };
    const told = results.map((result) => result.document);
    const texts = ["red apples", "apples and pears", "green pears"];
    expect(told).toEqual(texts.map((text) => (wanted ? { text } : undefined)));
  });
});

test("a document becomes its pages", async () => {
  const answer = await scene.post("/v1/ocr", { model: "openai/mistral-ocr-latest", document, pages: [0, 2] });
  expect(await answer.json()).toMatchObject({
    pages: [
      { index: 0, markdown: "one" },
      { index: 2, markdown: "three" },
    ],
    usage_info: { pages_processed: 2 },
    extra_fields: { request_type: "ocr" },
  });
});

const operations: readonly (readonly [string, object])[] = [
  ["/v1/moderations", { input: "x" }],
  ["/v1/rerank", ranking],
  ["/v1/ocr", { document }],
  ["/v1/responses/input_tokens", { input: "x" }],
];

describe.each(operations)("%s", (path, body) => {
  test.each([
    ["refuses", 429],
    ["cuts", 502],
    ["resets", 502],
    ["vanishes", 502],
    ["empties", 502],
    ["strange", 502],
    ["errs", 429],
  ])("a provider that %s is an error of status %i", async (model, status) => {
    const answer = await scene.post(path, { ...body, model: `openai/${model}` });
    expect([answer.status, await answer.json()]).toMatchObject([status, { error: { message: expect.any(String) } }]);
  });

  test("a client that leaves takes the call with it", async () => {
    const client = new AbortController();
    const gone = scene.post(path, { ...body, model: "openai/hangs" }, { signal: client.signal }).catch(() => "gone");
    const [call] = await scene.simulator.waitForCalls(1);
    client.abort();
    expect([await call!.waitForAbort(), await gone]).toEqual([expect.any(Number), "gone"]);
  });

  test("a silent provider is given up on", async () => {
    expect((await scene.post(path, { ...body, model: "hasty/hangs" })).status).toBe(504);
  });
});

test.each<readonly [string, object, object, boolean, number | null]>([
  ["/v1/moderations", { model: "openai/omni-moderation-latest", input: "love" }, { input: 2 }, true, 0],
  ["/v1/rerank", { model: "openai/rerank-v3.5", ...ranking }, { search_units: 1 }, false, 2_000_000],
  ["/v1/rerank", { model: "openai/jina-reranker-v2", ...ranking }, { input: 19 }, false, 380],
  ["/v1/ocr", { model: "openai/mistral-ocr-latest", document }, { pages: 3 }, false, 3_000_000],
  ["/v1/responses/input_tokens", { model: "openai/gpt-4o", input: "x" }, {}, false, null],
])("%s %o is recorded", async (path, body, units, estimated, cost) => {
  const answer = await scene.post(path, body);
  await answer.text();
  const [recorded] = await scene.recorded(answer);
  expect(recorded).toMatchObject({ ended: "complete", estimated, cost_nano: cost });
  expect(recorded!.units ?? {}).toEqual(units);
});
