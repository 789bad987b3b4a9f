/** vLLM on this machine; with `--api-key` it needs a key. */
import type { KnownProvider } from "../known-provider.ts";

export const vllm: KnownProvider = {
  name: "vllm",
  title: "vLLM",
  docs: "https://docs.vllm.ai/en/stable/serving/openai_compatible_server.html",
  dialect: "openai",
  baseUrl: "http://127.0.0.1:8000/v1",
  // VLLM_API_KEY is the server's own.
  key: { variables: [] },
  operations: ["chat", "completions", "responses", "embeddings", "rerank", "transcriptions", "translations"],
  quirks: { allowPrivateNetwork: true },
};
