/** Promise: the numbers of a real model keep their meaning through the gateway. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { auth, clientKey, localProvider } from "../start/config.ts";
import { type RunningGateway, startGateway } from "../start/gateway.ts";
import { connect, sdks } from "../start/sdks.ts";
import { startEmbeddings } from "./embeddings.ts";
import { cosine } from "./encoder.ts";
import type { ModelServer } from "./serve.ts";

let model: ModelServer;
let gateway: RunningGateway;
beforeAll(async () => {
  model = await startEmbeddings();
  gateway = await startGateway({
    providers: { local: localProvider(model, { models: ["use-lite"] }) },
    plugins: [auth()],
  });
});
afterAll(async () => {
  await gateway?.stop();
  await model?.close();
});

const input = ["cat", "kitten", "interest rates"];

describe.each(sdks)("$name", ({ sdk }) => {
  test.each([
    { encoding: "base64, the client's default", format: undefined, asked: "base64" },
    { encoding: "float", format: "float" as const, asked: "float" },
  ])("a kitten is closer to a cat than interest rates are, in $encoding", async ({ format, asked }) => {
    const client = connect(sdk, gateway, clientKey);
    const { data, usage } = await client.embeddings.create({
      model: "local/use-lite",
      input,
      ...(format && { encoding_format: format }),
    });
    expect(model.asked.at(-1)).toMatchObject({ model: "use-lite", encoding_format: asked });
    const [cat, kitten, rates] = data.map(({ embedding }) => embedding);
    expect(cat).toHaveLength(512);
    expect(cosine(cat!, cat!)).toBeCloseTo(1, 5);
    expect(cosine(cat!, kitten!)).toBeGreaterThan(cosine(cat!, rates!) + 0.3);
    expect(usage).toEqual({ prompt_tokens: 4, total_tokens: 4 });
  });

  test("both encodings carry the same vector", async () => {
    const client = connect(sdk, gateway, clientKey);
    const ask = { model: "use-lite", input: "the same sentence twice" };
    const packed = await client.embeddings.create(ask);
    const plain = await client.embeddings.create({ ...ask, encoding_format: "float" });
    expect(packed.data[0]!.embedding).toEqual(Array.from(new Float32Array(plain.data[0]!.embedding)));
  });
});
