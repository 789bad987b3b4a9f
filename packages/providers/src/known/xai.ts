/** xAI, the maker of Grok. */
import type { KnownProvider } from "../known-provider.ts";

export const xai: KnownProvider = {
  name: "xai",
  title: "xAI",
  docs: "https://docs.x.ai/docs/api-reference",
  dialect: "openai",
  baseUrl: "https://api.x.ai/v1",
  key: { variables: ["XAI_API_KEY"] },
  operations: ["chat", "responses", "image_generations"],
};
