/** Finds the dialect and the operation behind a method, a path and its headers; OpenAI and Anthropic with or without /v1. */
import type { IncomingHttpHeaders } from "node:http";
import type { Operation } from "./answer.ts";
import { anthropic } from "./dialects/anthropic.ts";
import type { Dialect } from "./dialects/dialect.ts";
import { gemini } from "./dialects/gemini.ts";
import { openai } from "./dialects/openai.ts";
import { decoded, findKept, type Method } from "./kept-routes.ts";
import { chat } from "./operations/openai/chat.ts";
import { compact } from "./operations/openai/compact.ts";
import { completions } from "./operations/openai/completions.ts";
import { batchEmbedContents, embedContent } from "./operations/gemini/embed-content.ts";
import { embeddings } from "./operations/openai/embeddings.ts";
import { countGeminiTokens, generate } from "./operations/gemini/generate.ts";
import { imageEdits, imageVariations } from "./operations/openai/image-files.ts";
import { imageGenerations } from "./operations/openai/images.ts";
import { inputTokens } from "./operations/openai/input-tokens.ts";
import { countTokens, messages } from "./operations/anthropic/messages.ts";
import { lists, shows } from "./operations/models.ts";
import { moderations } from "./operations/openai/moderations.ts";
import { ocr } from "./operations/ocr.ts";
import { rerank } from "./operations/rerank.ts";
import { responses } from "./operations/openai/responses.ts";
import { speech } from "./operations/openai/speech.ts";
import { transcriptions, translations } from "./operations/openai/transcriptions.ts";

export interface Target {
  readonly dialect: Dialect;
  /** The operation's name; "" for an unknown path. */
  readonly name: string;
  readonly method: Method;
  /** Absent if there is nothing at this path. */
  readonly run?: Operation;
  /** From a Gemini path; the other dialects have both in their bodies. */
  readonly model?: string;
  readonly stream?: boolean;
  /** The request needs no model, and perhaps no JSON either. */
  readonly modelless?: boolean;
}

const targets: Readonly<Record<string, Target>> = {
  "/chat/completions": { dialect: openai, name: "chat", method: "POST", run: chat },
  "/completions": { dialect: openai, name: "completions", method: "POST", run: completions },
  "/embeddings": { dialect: openai, name: "embeddings", method: "POST", run: embeddings },
  "/responses": { dialect: openai, name: "responses", method: "POST", run: responses },
  "/responses/compact": { dialect: openai, name: "compact", method: "POST", run: compact },
  "/responses/input_tokens": { dialect: openai, name: "input_tokens", method: "POST", run: inputTokens },
  "/audio/speech": { dialect: openai, name: "speech", method: "POST", run: speech },
  "/audio/transcriptions": { dialect: openai, name: "transcriptions", method: "POST", run: transcriptions },
  "/audio/translations": { dialect: openai, name: "translations", method: "POST", run: translations },
  "/images/edits": { dialect: openai, name: "image_edits", method: "POST", run: imageEdits },
  "/images/variations": { dialect: openai, name: "image_variations", method: "POST", run: imageVariations },
  "/images/generations": { dialect: openai, name: "image_generations", method: "POST", run: imageGenerations },
  "/moderations": { dialect: openai, name: "moderations", method: "POST", run: moderations },
  "/rerank": { dialect: openai, name: "rerank", method: "POST", run: rerank },
  "/v2/rerank": { dialect: openai, name: "rerank", method: "POST", run: rerank },
  "/ocr": { dialect: openai, name: "ocr", method: "POST", run: ocr },
  "/messages": { dialect: anthropic, name: "messages", method: "POST", run: messages },
  "/messages/count_tokens": { dialect: anthropic, name: "count_tokens", method: "POST", run: countTokens },
};

const methods: Readonly<Record<string, Omit<Target, "dialect" | "method" | "model">>> = {
  generateContent: { name: "generate", run: generate, stream: false },
  streamGenerateContent: { name: "generate", run: generate, stream: true },
  countTokens: { name: "count_tokens", run: countGeminiTokens },
  embedContent: { name: "embeddings", run: embedContent },
  batchEmbedContents: { name: "embeddings", run: batchEmbedContents },
};

export function find(url: string, method: string, headers: IncomingHttpHeaders): Target {
  const path = pathOf(url);
  const short = path.startsWith("/v1/") ? path.slice(3) : path;
  const target = Object.hasOwn(targets, short) ? targets[short] : undefined;
  if (target) return target;
  const google = /^\/v1(?:beta|alpha)(\/.*)$/.exec(path)?.[1];
  const dialect = google !== undefined ? gemini : headers["anthropic-version"] === undefined ? openai : anthropic;
  const rest = google ?? short;
  if (rest === "/models") return { dialect, name: "models", method: "GET", run: lists[dialect.name] };
  if (rest.startsWith("/models/")) {
    const called = method === "POST" ? modelMethod(rest.slice(8)) : undefined;
    if (called) return called;
    const id = decoded(rest.slice(8));
    return { dialect, name: "model", method: "GET", run: (ask) => shows[dialect.name](id, ask) };
  }
  const vendor = short.startsWith("/messages/") ? anthropic : dialect;
  const kept = findKept(vendor.name, short, method);
  return { dialect: vendor, ...(kept ? { modelless: true, ...kept } : { name: "", method: "GET" }) };
}

export function pathOf(url: string): string {
  const query = url.indexOf("?");
  return query === -1 ? url : url.slice(0, query);
}

/** `{model}:{method}`; model names may have colons of their own. */
function modelMethod(text: string): Target | undefined {
  const colon = text.lastIndexOf(":");
  const name = text.slice(colon + 1);
  if (colon === -1 || !Object.hasOwn(methods, name)) return undefined;
  return { dialect: gemini, method: "POST", name: "", ...methods[name], model: decoded(text.slice(0, colon)) };
}
