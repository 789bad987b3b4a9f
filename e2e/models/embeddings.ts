/** Embeddings as OpenAI's API gives them, of a real model. */
import { openEncoder } from "./encoder.ts";
import { json, type ModelServer, serve } from "./serve.ts";

export async function startEmbeddings(): Promise<ModelServer> {
  const encoder = await openEncoder();
  return serve(
    "/v1/embeddings",
    async ({ input, encoding_format: format, model }) => {
      const texts = [input].flat() as string[];
      const encode = (vector: readonly number[]): unknown =>
        format === "base64" ? Buffer.from(new Float32Array(vector).buffer).toString("base64") : vector;
      const data = (await encoder.embed(texts)).map((vector, index) => ({
        object: "embedding",
        index,
        embedding: encode(vector),
      }));
      const tokens = texts.join(" ").split(/\s+/).length;
      return json({ object: "list", data, model, usage: { prompt_tokens: tokens, total_tokens: tokens } });
    },
    async () => encoder.close(),
  );
}
