// Images, moderations, rerank, OCR and the counting of tokens.
import { expect, it, describe } from "vitest";
import { ask, frames, majors, shared } from "./clients.ts";

const models = ["gpt-image-1", "dall-e-2", "omni-moderation-latest", "rerank-v3.5", "jina-reranker-v2", "mistral-ocr-latest"];
const simulator = await shared({ models });

async function post(path: string, body: object): Promise<Record<string, unknown>> {
  const seen = await ask(`${simulator.url}${path}`, { body });
  expect(seen.text).not.toBe("");
  return { status: seen.status, ...(JSON.parse(seen.text) as object) };
}

describe.each(majors)("%s", (_name, connect) => {
  const client = connect(simulator.url);

  it("gets as many images as it asks for, as addresses or as PNG", async () => {
    const { data } = await client.images.generate({ model: "dall-e-2", prompt: "a dot", n: 2 });
    expect(data!.map(({ url }) => url)).toEqual([expect.stringMatching(/\.png$/), expect.stringMatching(/\.png$/)]);
    const counted = await client.images.generate({ model: "gpt-image-1", prompt: "a dot", n: 2 });
    expect(Buffer.from(counted.data![1]!.b64_json!, "base64").toString("latin1", 1, 4)).toBe("PNG");
    expect(counted.usage).toMatchObject({ input_tokens: 2, output_tokens: 2112, total_tokens: 2114 });
  });

  it("sees an image come", async () => {
    const stream = await client.images.generate({ model: "gpt-image-1", prompt: "a dot", stream: true, partial_images: 2 });
    const types: string[] = [];
    for await (const { type } of stream) types.push(type);
    expect(types).toEqual(["image_generation.partial_image", "image_generation.partial_image", "image_generation.completed"]);
  });

  it("learns what is harmful", async () => {
    const { results } = await client.moderations.create({ model: "omni-moderation-latest", input: ["love", "kill them"] });
    expect(results.map(({ flagged, categories }) => [flagged, categories.violence])).toEqual([
      [false, false],
      [true, true],
    ]);
  });

  it("counts the tokens that a response would take", async () => {
    const { input_tokens: count } = await client.responses.inputTokens.count({ model: "gpt-image-1", input: "Hello" });
    expect(count).toBe(2);
  });
});

const documents = ["green pears", { text: "red apples" }, "apples and pears"];

it.each(["/v1/rerank", "/rerank", "/v2/rerank"])("%s orders by shared words, as Cohere does", async (path) => {
  const said = await post(path, { model: "rerank-v3.5", query: "red apples", documents, top_n: 2 });
  expect(said).toMatchObject({
    status: 200,
    results: [
      { index: 1, relevance_score: 1 },
      { index: 2, relevance_score: 0.5 },
    ],
    meta: { billed_units: { search_units: 1 } },
  });
});

it.each([
  [undefined, { text: "red apples" }],
  [true, { text: "red apples" }],
  [false, undefined],
])("as Jina does, with return_documents %s", async (asked, document) => {
  const said = await post("/v1/rerank", { model: "jina-reranker-v2", query: "red", documents, return_documents: asked });
  expect(said).toMatchObject({ usage: { total_tokens: 13 } });
  expect((said["results"] as { document?: object }[])[0]!.document).toEqual(document);
});

const pages = `data:text/plain;base64,${Buffer.from("one\ftwo\fthree").toString("base64")}`;

it.each([
  [{ type: "document_url", document_url: pages }, undefined, ["one", "two", "three"]],
  [{ type: "document_url", document_url: pages }, [0, 2], ["one", "three"]],
  [{ type: "document_url", document_url: "https://a.b/c.pdf" }, undefined, ["# https://a.b/c.pdf"]],
  [{ type: "image_url", image_url: { url: "data:image/png;base64,AAAA" } }, undefined, ["[image/png of 3 bytes]"]],
])("reads %o, pages %o", async (document, asked, texts) => {
  const said = await post("/v1/ocr", { model: "mistral-ocr-latest", document, pages: asked });
  expect((said["pages"] as { markdown: string }[]).map(({ markdown }) => markdown)).toEqual(texts);
  expect(said["usage_info"]).toMatchObject({ pages_processed: texts.length });
});

it.each([
  ["/v1/rerank", { model: "rerank-v3.5", documents }],
  ["/v1/rerank", { model: "rerank-v3.5", query: "q", documents: [] }],
  ["/v1/rerank", { model: "rerank-v3.5", query: "q", documents, top_n: 0 }],
  ["/v1/ocr", { model: "mistral-ocr-latest" }],
  ["/v1/ocr", { model: "mistral-ocr-latest", document: {} }],
  ["/v1/moderations", { model: "omni-moderation-latest" }],
  ["/v1/images/generations", { model: "dall-e-2" }],
  ["/v1/images/generations", { model: "dall-e-2", prompt: "p", n: 11 }],
  ["/v1/responses/input_tokens", { model: "dall-e-2" }],
])("%s refuses %o", async (path, body) => {
  expect(await post(path, body)).toMatchObject({ status: 400, error: { type: "invalid_request_error" } });
});

it("a stream of images that breaks off has no last event", async () => {
  simulator.script({ cutAfter: 1 });
  const seen = await ask(`${simulator.url}/v1/images/generations`, {
    body: { model: "gpt-image-1", prompt: "p", stream: true, partial_images: 3 },
  });
  expect(frames(seen.text).map((frame) => frame.split("\n")[0])).toEqual(["event: image_generation.partial_image"]);
});
