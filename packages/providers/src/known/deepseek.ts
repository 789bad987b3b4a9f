/** DeepSeek. */
import type { KnownProvider } from "../known-provider.ts";

export const deepseek: KnownProvider = {
  name: "deepseek",
  title: "DeepSeek",
  docs: "https://api-docs.deepseek.com",
  dialect: "openai",
  baseUrl: "https://api.deepseek.com/v1",
  key: { variables: ["DEEPSEEK_API_KEY"] },
  operations: ["chat"],
  quirks: { rename: { max_completion_tokens: "max_tokens" } },
};
