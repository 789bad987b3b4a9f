/** Ollama on this machine, which needs no key. */
import type { KnownProvider } from "../known-provider.ts";

export const ollama: KnownProvider = {
  name: "ollama",
  title: "Ollama",
  docs: "https://docs.ollama.com/api/openai-compatibility",
  dialect: "openai",
  baseUrl: "http://127.0.0.1:11434/v1",
  key: { variables: [] },
  operations: ["chat", "completions", "embeddings"],
  quirks: { rename: { max_completion_tokens: "max_tokens" }, allowPrivateNetwork: true },
};
