/** Embeddings of texts or of token lists, as numbers or as base64. */
import type { Answer, Ask } from "../../answer.ts";
import { missing, problem } from "../../dialects/openai.ts";
import { base64, defaultDimensions, embed } from "../../embedding.ts";
import { embeddingUsage, estimate, usageOr } from "../../usage.ts";

export function embeddings(ask: Ask): Answer {
  const { body, fault, model } = ask;
  const inputs = listOf(body.input);
  if (inputs === undefined) return missing("input");
  if (inputs.length === 0 || inputs.includes(""))
    return problem(400, "'input' cannot be an empty string or list.", "invalid_value", "input");
  const dimensions =
    typeof body.dimensions === "number" && body.dimensions >= 1 ? Math.floor(body.dimensions) : defaultDimensions;
  const encode = body.encoding_format === "base64" ? base64 : (vector: Float32Array): number[] => Array.from(vector);
  const tokens = inputs.reduce<number>(
    (sum, input) => sum + (typeof input === "string" ? estimate(input.length) : input.length),
    0,
  );
  const list = inputs.map((input, index) => ({
    object: "embedding",
    index,
    embedding: encode(embed(String(input), dimensions)),
  }));
  return {
    status: 200,
    json: JSON.stringify({
      object: "list",
      data: list,
      model,
      usage: usageOr(fault.usage, embeddingUsage(tokens)),
    }),
  };
}

/** A list of inputs: one text, texts, one list of tokens, or lists of tokens; undefined if it is none of these. */
export function listOf(input: unknown): readonly (string | readonly unknown[])[] | undefined {
  if (typeof input === "string") return [input];
  if (!Array.isArray(input)) return undefined;
  const items: readonly unknown[] = input;
  if (items.length > 0 && items.every((item) => typeof item === "number")) return [items];
  return items.every((item) => typeof item === "string" || Array.isArray(item)) ? items : undefined;
}
