/** Every client there is a promise about. */
import { createAnthropic } from "@ai-sdk/anthropic";
import { createGoogleGenerativeAI } from "@ai-sdk/google";
import { createOpenAI } from "@ai-sdk/openai";
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { ChatAnthropic } from "@langchain/anthropic";
import { ChatGoogleGenerativeAI } from "@langchain/google-genai";
import { ChatOpenAI } from "@langchain/openai";
import Anthropic0 from "anthropic0";
import Anthropic1 from "anthropic1";
import { sdks } from "../start/sdks.ts";
import { ai } from "./adapters/ai.ts";
import { anthropic, type AnthropicSdk } from "./adapters/anthropic.ts";
import { genai } from "./adapters/genai.ts";
import { type Flavour, langchain } from "./adapters/langchain.ts";
import { openaiChat } from "./adapters/openai-chat.ts";
import { openaiResponses } from "./adapters/openai-responses.ts";
import type { Kind } from "./client.ts";
import { geminiAlias } from "./places.ts";

const official: readonly Kind[] = [
  ...sdks.flatMap(({ name, sdk }) => [openaiChat(`${name}, chat`, sdk), openaiResponses(`${name}, responses`, sdk)]),
  anthropic("@anthropic-ai/sdk 0", Anthropic0),
  anthropic("@anthropic-ai/sdk 1", Anthropic1 as unknown as AnthropicSdk),
  genai,
];

const vercel: readonly Kind[] = [
  ai("openai, responses", "openai", (url, apiKey) => createOpenAI({ baseURL: `${url}/v1`, apiKey })),
  ai("openai, chat", "openai", (url, apiKey) => createOpenAI({ baseURL: `${url}/v1`, apiKey }).chat),
  ai("openai-compatible", "openai", (url, apiKey) =>
    createOpenAICompatible({
      name: "gateway",
      baseURL: `${url}/v1`,
      apiKey,
      includeUsage: true,
      supportsStructuredOutputs: true,
    }),
  ),
  ai("anthropic", "anthropic", (url, apiKey) => createAnthropic({ baseURL: `${url}/anthropic/v1`, apiKey })),
  ai("google", "gemini", (url, apiKey) => createGoogleGenerativeAI({ baseURL: `${url}/genai/v1beta`, apiKey })),
];

const chains: readonly Flavour[] = [
  {
    name: "@langchain/openai",
    dialect: "openai",
    model: (url, apiKey, asked) => new ChatOpenAI({ ...asked, apiKey, maxRetries: 0, configuration: { baseURL: `${url}/v1` } }),
    throws: (status) => ({ as: Error, like: { status, ...named[status] } }),
  },
  {
    name: "@langchain/anthropic",
    dialect: "anthropic",
    model: (url, apiKey, asked) => new ChatAnthropic({ ...asked, apiKey, maxRetries: 0, anthropicApiUrl: `${url}/anthropic` }),
    throws: (status) => ({ as: Error, like: { status, ...named[status] } }),
    limits: [
      {
        step: "usage",
        mode: "streamed",
        why: "it takes the input tokens from the first event only, where others tell them with the last",
      },
    ],
  },
  {
    name: "@langchain/google-genai",
    dialect: "gemini",
    model: (url, apiKey, { model, maxTokens }) =>
      new ChatGoogleGenerativeAI({ model, maxOutputTokens: maxTokens, apiKey, maxRetries: 0, baseUrl: `${url}/genai` }),
    throws: (status) => ({ as: Error, like: { status } }),
    // It takes images for models only whose name begins so: an alias has any name.
    modelName: geminiAlias,
    limits: [
      { step: "parallel tools", provider: "gemini", why: "it answers each call in a turn of its own, which Google refuses" },
      { step: "error: midway", why: "it passes over an error in a stream, and the answer has no reason to end" },
      { step: "abort", mode: "whole", why: "it gives up the answer, but not the connection" },
      { step: "abort", mode: "streamed", why: "it leaves a rejected promise behind that nobody can catch" },
    ],
  },
];

/** LangChain's own names for errors. */
const named = { 400: {}, 401: { lc_error_code: "MODEL_AUTHENTICATION" }, 429: { lc_error_code: "MODEL_RATE_LIMIT" } };

export const kinds: readonly Kind[] = [
  ...official,
  ...vercel,
  ...["", "/litellm", "/langchain"].flatMap((prefix) => chains.map((chain) => langchain(chain, prefix))),
];
