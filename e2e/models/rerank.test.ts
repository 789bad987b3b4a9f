/** Promise: documents are ordered by meaning, at every address of rerank, at once or as a job, and a search is paid for. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { localProvider } from "../start/config.ts";
import { cosine, type Encoder, openEncoder } from "./encoder.ts";
import { startRerank } from "./rerank.ts";
import { openScene, type Scene } from "./scene.ts";
import type { ModelServer } from "./serve.ts";

let encoder: Encoder;
let model: ModelServer;
let scene: Scene;
beforeAll(async () => {
  encoder = await openEncoder();
  model = await startRerank(encoder);
  const cohere = localProvider(model, { use: "cohere", baseUrl: model.url, models: ["use-lite"] });
  scene = await openScene({ cohere }, { "use-lite": { searchUnit: 0.002 } });
});
afterAll(async () => {
  await scene?.close();
  await model?.close();
  encoder?.close();
});

interface Ranking {
  readonly results: readonly { readonly index: number; readonly relevance_score: number; readonly document?: object }[];
}

/** The text that answers the question has no word of it. */
const query = "How old are you?";
const documents: readonly (string | { readonly text: string })[] = [
  "Interest rates rose again this year.",
  { text: "What is your age?" },
  "The old bridge was closed.",
  { text: "How do you like your coffee?" },
];
const body = { model: "cohere/use-lite", query, documents };

const texts = documents.map((document) => (typeof document === "string" ? document : document.text));

/** Computed here, without a server between. */
async function expected(most = documents.length): Promise<Ranking["results"]> {
  const [wanted, ...found] = await encoder.embed([query, ...texts]);
  return found
    .map((vector, index) => ({ index, relevance_score: cosine(wanted!, vector) }))
    .toSorted((a, b) => b.relevance_score - a.relevance_score)
    .slice(0, most);
}

describe.each(["/v1/rerank", "/v2/rerank", "/cohere/v1/rerank", "/cohere/v2/rerank"])("%s", (path) => {
  test("what means the same comes first, in the order and with the scores of the model", async () => {
    const answer = await scene.post<Ranking>(path, body);
    expect([answer.status, answer.body]).toMatchObject([
      200,
      { id: expect.any(String), meta: { billed_units: { search_units: 1 } }, extra_fields: { provider: "cohere" } },
    ]);
    expect(answer.body.results).toEqual(await expected());
    expect(answer.body.results[0]!.index).toBe(1);
    expect(model.asked.at(-1)).toEqual({ model: "use-lite", query, documents: texts });
  });

  test("top_n are the best of all", async () => {
    const { body: said } = await scene.post<Ranking>(path, { ...body, top_n: 2 });
    expect(said.results).toEqual(await expected(2));
  });

  test("each comes with its document where they are asked for, though the model gives none", async () => {
    const { body: said } = await scene.post<Ranking>(path, { ...body, return_documents: true });
    expect(said.results.map(({ document }) => document)).toEqual((await expected()).map(({ index }) => ({ text: texts[index] })));
  });
});

test("a job ends with the same order", async () => {
  const job = await scene.job("rerank", { ...body, top_n: 3 });
  expect(job).toMatchObject({ status: "completed", status_code: 200, result: { results: await expected(3) } });
  expect(await scene.recorded(job.request_id)).toMatchObject([
    { operation: "rerank", ended: "complete", units: { search_units: 1 }, estimated: false, cost_nano: 2_000_000 },
  ]);
});
