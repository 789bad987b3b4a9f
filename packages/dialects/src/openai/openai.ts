/** The OpenAI dialect: https://platform.openai.com/docs/api-reference, as its API document of 2026-08 defines it. */
import type { Dialect } from "../dialect.ts";
import { passthroughAt } from "../passthrough.ts";
import { chatFormat } from "./chat/format.ts";
import { compact } from "./compact.ts";
import { chatShows, completionShows, deltaStream } from "./deltas.ts";
import { correctEncoding } from "./embeddings.ts";
import { readError } from "../canonical/error-body.ts";
import { renderError } from "./errors.ts";
import { eventStream } from "./events.ts";
import { imageEdits, imageVariations } from "./image-files.ts";
import { imageGenerations } from "./images.ts";
import { inputTokens } from "./input-tokens.ts";
import { moderations } from "./moderations.ts";
import { ocr } from "./ocr.ts";
import { operation } from "./operation.ts";
import { rerank } from "./rerank.ts";
import { responsesFormat } from "./responses/format.ts";
import { nativeInput } from "./responses/history.ts";
import { speech } from "./speech.ts";
import { stored } from "./stored.ts";
import { transcriptions, translations } from "./transcriptions.ts";
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
      native: nativeInput,
      format: responsesFormat,
      usage: responsesUsage,
    }),
    speech,
    transcriptions,
    translations,
    imageGenerations,
    imageEdits,
    imageVariations,
    moderations,
    rerank,
    ocr,
    inputTokens,
    compact,
  ],
  passthrough: passthroughAt("/openai_passthrough/*"),
  stored,
  authorization: (secret) => ["authorization", `Bearer ${secret}`],
  renderError,
  readError,
};
