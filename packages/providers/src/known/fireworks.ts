/** Fireworks AI: models are called `accounts/fireworks/models/…`. */
import type { KnownProvider } from "../known-provider.ts";

export const fireworks: KnownProvider = {
  name: "fireworks",
  title: "Fireworks AI",
  docs: "https://docs.fireworks.ai/api-reference/introduction",
  dialect: "openai",
  baseUrl: "https://api.fireworks.ai/inference/v1",
  key: { variables: ["FIREWORKS_API_KEY"] },
  operations: ["chat", "completions", "responses", "embeddings", "rerank"],
  quirks: { rename: { max_completion_tokens: "max_tokens" } },
};
