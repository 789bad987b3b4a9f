/** Cerebras. */
import type { KnownProvider } from "../known-provider.ts";

export const cerebras: KnownProvider = {
  name: "cerebras",
  title: "Cerebras",
  docs: "https://inference-docs.cerebras.ai/api-reference",
  dialect: "openai",
  baseUrl: "https://api.cerebras.ai/v1",
  key: { variables: ["CEREBRAS_API_KEY"] },
  operations: ["chat", "completions"],
};
