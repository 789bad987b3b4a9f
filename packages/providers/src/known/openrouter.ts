/** OpenRouter: models are called `maker/model`, so here `openrouter/maker/model`. */
import type { KnownProvider } from "../known-provider.ts";

export const openrouter: KnownProvider = {
  name: "openrouter",
  title: "OpenRouter",
  docs: "https://openrouter.ai/docs/api-reference/overview",
  dialect: "openai",
  baseUrl: "https://openrouter.ai/api/v1",
  key: { variables: ["OPENROUTER_API_KEY"] },
  operations: ["chat", "completions", "responses", "embeddings"],
};
