/** Gemini on Vertex AI, with the access tokens that Google issues for a key file. */
import type { KnownProvider } from "../known-provider.ts";
import { vertexKey, vertexOptions, vertexUrl } from "./vertex-place.ts";

export const vertex: KnownProvider = {
  name: "vertex",
  title: "Gemini on Vertex AI",
  docs: "https://docs.cloud.google.com/vertex-ai/generative-ai/docs/model-reference/inference",
  dialect: "gemini",
  baseUrl: vertexUrl,
  options: vertexOptions,
  key: vertexKey,
  operations: ["generate", "count_tokens"],
  quirks: {
    paths: {
      generate: [
        "/publishers/google/models/{model}:generateContent",
        "/publishers/google/models/{model}:streamGenerateContent?alt=sse",
      ],
      count_tokens: "/publishers/google/models/{model}:countTokens",
    },
    // The body may not repeat the path's model under this name.
    members: { model: null },
    signature: { kind: "google-oauth" },
  },
};
