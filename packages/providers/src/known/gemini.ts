/** Google's Gemini API with an API key; it gave the dialect its name. */
import type { KnownProvider } from "../known-provider.ts";

export const gemini: KnownProvider = {
  name: "gemini",
  title: "Google Gemini API",
  docs: "https://ai.google.dev/api",
  dialect: "gemini",
  baseUrl: "https://generativelanguage.googleapis.com",
  key: { variables: ["GEMINI_API_KEY", "GOOGLE_API_KEY"] },
  operations: ["generate", "count_tokens", "embed_content", "batch_embed_contents"],
};
