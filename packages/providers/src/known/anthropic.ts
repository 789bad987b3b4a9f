/** Anthropic itself, which gave the dialect its name. */
import type { KnownProvider } from "../known-provider.ts";

export const anthropic: KnownProvider = {
  name: "anthropic",
  title: "Anthropic",
  docs: "https://platform.claude.com/docs/en/api/overview",
  dialect: "anthropic",
  baseUrl: "https://api.anthropic.com",
  key: { variables: ["ANTHROPIC_API_KEY"] },
  operations: ["messages", "count_tokens"],
};
