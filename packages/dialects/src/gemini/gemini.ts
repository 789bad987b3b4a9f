/** The Gemini dialect: https://ai.google.dev/api, v1beta, as `@google/genai` 2.32 speaks it. */
import type { Dialect } from "../dialect.ts";
import type { Operation, RequiredField } from "../operation.ts";
import { passthroughAt } from "../passthrough.ts";
import { readError, renderError } from "./errors.ts";
import { candidateStream } from "./events.ts";
import { generateFormat } from "./format.ts";
import { askedOf, paths, pathTo } from "./paths.ts";
import { repeatedIn } from "./repeated.ts";
import { readUsage } from "./usage.ts";

export const gemini: Dialect = {
  name: "gemini",
  operations: [
    {
      name: "generate",
      requestType: "chat_completion",
      paths,
      // Without `alt=sse` Google streams a JSON array; here a stream is always server-sent events, whatever the query says.
      asked: (rest) => askedOf(rest, { generateContent: false, streamGenerateContent: true }),
      repeats: repeatedIn("model"),
      upstreamPath: ({ model, stream }) => pathTo(model, stream ? "streamGenerateContent?alt=sse" : "generateContent"),
      required: [{ name: "contents", message: "contents is required for content generation" }],
      stream: candidateStream,
      format: generateFormat,
      usageField: "usageMetadata",
      usage: readUsage,
    },
    {
      ...operation("count_tokens", "count_tokens", "countTokens", {
        name: "contents",
        message: "contents is required for counting tokens",
        unless: ["generateContentRequest"],
      }),
      repeats: repeatedIn("model", "generateContentRequest"),
    },
    operation("embed_content", "embedding", "embedContent", {
      name: "content",
      message: "content is required for embeddings",
    }),
    {
      ...operation("batch_embed_contents", "embedding", "batchEmbedContents", {
        name: "requests",
        message: "requests is required for embeddings",
      }),
      repeats: repeatedIn("model", "requests"),
    },
  ],
  passthrough: passthroughAt("/genai_passthrough/*"),
  authorization: (secret) => ["x-goog-api-key", secret],
  renderError,
  readError,
};

function operation(name: string, requestType: string, method: string, required: RequiredField): Operation {
  return {
    name,
    requestType,
    paths,
    asked: (rest) => askedOf(rest, { [method]: false }),
    repeats: repeatedIn("model"),
    upstreamPath: ({ model }) => pathTo(model, method),
    required: [required],
    usageField: "usageMetadata",
    usage: readUsage,
  };
}
