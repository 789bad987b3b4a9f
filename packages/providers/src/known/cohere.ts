/** Cohere: its OpenAI-compatible endpoint, and its own rerank. */
import type { KnownProvider } from "../known-provider.ts";

export const cohere: KnownProvider = {
  name: "cohere",
  title: "Cohere",
  docs: "https://docs.cohere.com/docs/compatibility-api",
  dialect: "openai",
  baseUrl: "https://api.cohere.ai",
  key: { variables: ["COHERE_API_KEY", "CO_API_KEY"] },
  operations: ["chat", "embeddings", "rerank"],
  quirks: {
    // Its compatible streams do not promise one; a stream that sends it is understood all the same.
    terminator: "none",
    paths: { rerank: "/v2/rerank", "*": "/compatibility/v1{path}" },
    rename: { max_completion_tokens: "max_tokens" },
  },
};
