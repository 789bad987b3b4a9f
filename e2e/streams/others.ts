/** Messages and Gemini, as their vendors' own SDKs hear them. */
import { ApiError, GoogleGenAI } from "@google/genai";
import Anthropic0, { APIError as APIError0 } from "anthropic0";
import Anthropic1, { APIError as APIError1 } from "anthropic1";
import { clientKey } from "../start/config.ts";
import type { Gateway, Listener, StreamedOperation } from "./operations.ts";

const said = [{ role: "user" as const, content: "hi" }];

export const messages: StreamedOperation = {
  name: "messages",
  provider: "anthropic",
  path: () => "/anthropic/v1/messages",
  body: (model, stream, user) => ({
    model,
    max_tokens: 500,
    messages: said,
    stream,
    ...(user && { metadata: { user_id: user } }),
  }),
  // They agree on what is used here, so one type speaks for both.
  listeners: [
    listener("@anthropic-ai/sdk 0", Anthropic0 as unknown as typeof Anthropic1, APIError0),
    listener("@anthropic-ai/sdk 1", Anthropic1, APIError1),
  ],
  success: "message_stop",
  failure: { type: "error", error: { type: "api_error", code: "upstream_error" } },
};

export const generate: StreamedOperation = {
  name: "generate",
  provider: "gemini",
  path: (model, stream) => `/genai/v1beta/models/${model}:${stream ? "streamGenerateContent?alt=sse" : "generateContent"}`,
  body: (_model, _stream, user) => ({
    contents: [{ role: "user", parts: [{ text: "hi" }] }],
    ...(user && { labels: { user } }),
  }),
  listeners: [
    {
      name: "@google/genai",
      async *pieces(gateway, model) {
        for await (const chunk of await asked(gateway, model)) yield chunk.text ?? "";
      },
      // Who only leaves its loop goes on listening.
      leave: [
        async (gateway, model) => {
          const leaving = new AbortController();
          const run = async (): Promise<void> => {
            for await (const _ of await asked(gateway, model, leaving.signal)) leaving.abort();
          };
          await run().catch(() => {});
        },
      ],
      statusOf: (error) => (error instanceof ApiError ? error.status : null),
    },
  ],
  success: "finishReason",
  failure: { error: { code: 502, status: "UNAVAILABLE", details: [{ reason: "upstream_error" }] } },
};

function listener(name: string, Anthropic: typeof Anthropic1, error: typeof APIError0 | typeof APIError1): Listener {
  const open = ({ url }: Gateway): Anthropic1 => new Anthropic({ baseURL: `${url}/anthropic`, apiKey: clientKey, maxRetries: 0 });
  const body = (model: string) => ({ model, max_tokens: 500, messages: said });
  return {
    name,
    async *pieces(gateway, model, more) {
      for await (const event of await open(gateway).messages.create({ ...body(model), ...more, stream: true }))
        yield event.type === "content_block_delta" && event.delta.type === "text_delta" ? event.delta.text : "";
    },
    helper: (gateway, model) => open(gateway).messages.stream(body(model)).finalMessage(),
    leave: ["break", "abort"].map((how) => async (gateway, model) => {
      const stream = await open(gateway).messages.create({ ...body(model), stream: true });
      for await (const _ of stream) {
        if (how === "break") break;
        stream.controller.abort();
      }
    }),
    statusOf: (thrown) => (thrown instanceof error ? (thrown.status as number | undefined) : null),
  };
}

function asked({ url }: Gateway, model: string, abortSignal?: AbortSignal) {
  const client = new GoogleGenAI({ apiKey: clientKey, httpOptions: { baseUrl: `${url}/genai` } });
  return client.models.generateContentStream({ model, contents: "hi", ...(abortSignal && { config: { abortSignal } }) });
}
