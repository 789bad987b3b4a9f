/** Claude on Vertex AI, with the access tokens that Google issues for a key file. */
import type { KnownProvider } from "../known-provider.ts";
import { vertexKey, vertexOptions, vertexUrl } from "./vertex-place.ts";

export const vertexAnthropic: KnownProvider = {
  name: "vertex-anthropic",
  title: "Claude on Vertex AI",
  docs: "https://platform.claude.com/docs/en/build-with-claude/claude-on-vertex-ai",
  dialect: "anthropic",
  baseUrl: vertexUrl,
  options: vertexOptions,
  key: vertexKey,
  operations: ["messages"],
  quirks: {
    paths: {
      messages: ["/publishers/anthropic/models/{model}:rawPredict", "/publishers/anthropic/models/{model}:streamRawPredict"],
    },
    members: { model: null, anthropic_version: "vertex-2023-10-16" },
    headerMembers: { "anthropic-version": null },
    signature: { kind: "google-oauth" },
  },
};
