/** Perplexity: every event of a stream has the usage, and not every stream ends with `[DONE]`. */
import type { KnownProvider } from "../known-provider.ts";

export const perplexity: KnownProvider = {
  name: "perplexity",
  title: "Perplexity",
  docs: "https://docs.perplexity.ai/api-reference",
  dialect: "openai",
  baseUrl: "https://api.perplexity.ai",
  key: { variables: ["PERPLEXITY_API_KEY", "PPLX_API_KEY"] },
  operations: ["chat"],
  quirks: { terminator: "none", streamUsage: false, rename: { max_completion_tokens: "max_tokens" } },
};
