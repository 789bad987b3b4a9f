/** OpenAI itself, which gave the dialect its name. */
import type { KnownProvider } from "../known-provider.ts";

export const openai: KnownProvider = {
  name: "openai",
  title: "OpenAI",
  docs: "https://platform.openai.com/docs/api-reference",
  dialect: "openai",
  baseUrl: "https://api.openai.com/v1",
  key: { variables: ["OPENAI_API_KEY"] },
  operations: [
    "chat",
    "completions",
    "responses",
    "input_tokens",
    "compact",
    "embeddings",
    "moderations",
    "speech",
    "transcriptions",
    "translations",
    "image_generations",
    "image_edits",
  ],
  quirks: { rename: { top_k: null } },
};
