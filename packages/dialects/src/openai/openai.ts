/** The OpenAI dialect: https://platform.openai.com/docs/api-reference, as its API document of 2026-08 defines it. */
import type { Dialect, Operation } from "../dialect.ts";
import { chatFormat } from "./chat/format.ts";
import { chatShows, completionShows, deltaStream } from "./deltas.ts";
import { correctEncoding } from "./embeddings.ts";
import { readError, renderError } from "./errors.ts";
import { eventStream } from "./events.ts";
import { responsesFormat } from "./responses/format.ts";
import { DeltaTranscript } from "./transcript-deltas.ts";
import { EventTranscript } from "./transcript-events.ts";
import { responsesUsage, tokenUsage } from "./usage.ts";
import { chatWording, completionWording } from "./wording.ts";

export const openai: Dialect = {
  name: "openai",
  operations: [
    operation("chat", "chat_completion", "/chat/completions", {
      required: [{ name: "messages", message: "messages is required for chat completion" }],
      stream: { ...deltaStream(chatShows), createTranscript: () => new DeltaTranscript(chatWording) },
      format: chatFormat,
      usage: tokenUsage,
    }),
    operation("completions", "text_completion", "/completions", {
      required: [{ name: "prompt", message: "prompt is required for text completion" }],
      stream: { ...deltaStream(completionShows), createTranscript: () => new DeltaTranscript(completionWording) },
      usage: tokenUsage,
    }),
    operation("embeddings", "embedding", "/embeddings", {
      required: [{ name: "input", message: "input is required for embeddings" }],
      usage: tokenUsage,
      correct: correctEncoding,
    }),
    operation("responses", "responses", "/responses", {
      required: [
        { name: "input", message: "input is required for responses", unless: ["prompt", "previous_response_id", "conversation"] },
      ],
      stream: { ...eventStream, createTranscript: () => new EventTranscript() },
      format: responsesFormat,
      usage: responsesUsage,
    }),
  ],
  authorization: (secret) => ["authorization", `Bearer ${secret}`],
  renderError,
  readError,
};

type Rest = Omit<Operation, "name" | "requestType" | "paths" | "upstreamPath">;

function operation(name: string, requestType: string, path: string, rest: Rest): Operation {
  return { name, requestType, paths: [`/v1${path}`, `/openai/v1${path}`], upstreamPath: path, ...rest };
}
