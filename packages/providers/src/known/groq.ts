/** Groq. */
import type { KnownProvider } from "../known-provider.ts";

export const groq: KnownProvider = {
  name: "groq",
  title: "Groq",
  docs: "https://console.groq.com/docs/api-reference",
  dialect: "openai",
  baseUrl: "https://api.groq.com/openai/v1",
  key: { variables: ["GROQ_API_KEY"] },
  operations: ["chat", "responses", "speech", "transcriptions", "translations"],
};
