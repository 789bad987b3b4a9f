/** Together AI. */
import type { KnownProvider } from "../known-provider.ts";

export const together: KnownProvider = {
  name: "together",
  title: "Together AI",
  docs: "https://docs.together.ai/reference",
  dialect: "openai",
  baseUrl: "https://api.together.xyz/v1",
  key: { variables: ["TOGETHER_API_KEY", "TOGETHER_AI_API_KEY"] },
  operations: ["chat", "completions", "embeddings", "rerank", "speech", "transcriptions", "translations", "image_generations"],
  quirks: { rename: { max_completion_tokens: "max_tokens" } },
};
