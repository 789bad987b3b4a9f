/** Embeddings arrive as the numbers they are, whatever encoding client and provider agreed or disagreed on. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Client, sdks } from "../start/sdks.ts";
import { openScene, type Scene } from "./scene.ts";

let scene: Scene;
beforeAll(async () => {
  scene = await openScene();
});
beforeEach(() => scene.reset());
afterAll(() => scene?.close());

const model = "openai/text-embedding-3-small";
const input = ["a cat", "a kitten"];
const numbers = [0.25, -1.5, 3];
const base64 = Buffer.from(new Float32Array(numbers).buffer).toString("base64");

function answering(embedding: unknown): object {
  const data = [{ object: "embedding", index: 0, embedding }];
  return { object: "list", data, model: "text-embedding-3-small", usage: { prompt_tokens: 1, total_tokens: 1 } };
}

describe.each(sdks)("$name", ({ sdk }) => {
  let client: Client;
  beforeAll(() => {
    client = scene.connect(sdk);
  });

  test("asks for base64 by default and reads the same numbers as from floats", async () => {
    const packed = await client.embeddings.create({ model, input });
    const plain = await client.embeddings.create({ model, input, encoding_format: "float" });
    expect(scene.openai.calls.map(({ body }) => /"encoding_format":"(\w+)"/.exec(body)?.[1])).toEqual(["base64", "float"]);
    expect(packed.data.map(({ index }) => index)).toEqual([0, 1]);
    expect(packed.data.map(({ embedding }) => embedding)).toEqual(plain.data.map(({ embedding }) => embedding));
    expect(packed.usage).toEqual(plain.usage);
  });

  test("gets the right numbers from a provider that answers floats although base64 was asked", async () => {
    scene.openai.script({ body: answering(numbers) });
    const { data } = await client.embeddings.create({ model, input: "x" });
    expect(data[0]!.embedding).toEqual(numbers);
  });

  test.each(["float", undefined] as const)(
    "gets numbers from a provider that answers base64 although %s was asked",
    async (format) => {
      scene.openai.script({ body: answering(base64) });
      const asked = { model: "openai/text-embedding-3-small", input: "x", ...(format && { encoding_format: format }) };
      const { text } = await scene.post("/v1/embeddings", JSON.stringify(asked));
      expect(JSON.parse(text)).toMatchObject({ data: [{ embedding: numbers }] });
    },
  );

  test("a vector of the wire is base64 when base64 was asked", async () => {
    scene.openai.script({ body: answering(numbers) });
    const { text } = await scene.post("/v1/embeddings", JSON.stringify({ model, input: "x", encoding_format: "base64" }));
    expect(JSON.parse(text)).toMatchObject({ data: [{ embedding: base64 }] });
  });
});
