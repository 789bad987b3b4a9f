/** Mistral: refuses unknown fields, and reports the usage of every stream unasked. */
import type { KnownProvider } from "../known-provider.ts";

export const mistral: KnownProvider = {
  name: "mistral",
  title: "Mistral",
  docs: "https://docs.mistral.ai/api",
  dialect: "openai",
  baseUrl: "https://api.mistral.ai/v1",
  key: { variables: ["MISTRAL_API_KEY"] },
  operations: ["chat", "embeddings", "moderations", "transcriptions", "ocr"],
  quirks: { streamUsage: false, rename: { max_completion_tokens: "max_tokens", seed: "random_seed" } },
};
