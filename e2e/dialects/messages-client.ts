/** Messages, by `@anthropic-ai/sdk` 1. */
import Anthropic, { APIError } from "anthropic1";
import { type Client, type Json, list, watching } from "./dialogue.ts";

/** It requires a limit. */
const roomy = 4096;

export const messages: Client = {
  name: "messages",
  home: "anthropic",
  spoken: (text, image) => ({
    role: "user",
    content:
      image === undefined
        ? text
        : [
            { type: "text", text },
            { type: "image", source: sourceOf(image) },
          ],
  }),
  kept: ({ role, content }) => (list(content).length === 0 ? [] : [{ role, content }]),
  results: ({ content }, texts) => [
    {
      role: "user",
      content: list(content)
        .filter(({ type }) => type === "tool_use")
        .map(({ id }, i) => ({ type: "tool_result", tool_use_id: id, content: texts[i] })),
    },
  ],
  async ask({ url, key, direct }, model, items, { system, tools, limit, thinks, schema, searches, more }, stream, seen) {
    const body = {
      model,
      max_tokens: limit ?? roomy,
      messages: items,
      ...(system !== undefined && { system }),
      ...(tools && { tools: tools.map(({ parameters, ...tool }) => ({ ...tool, input_schema: parameters })) }),
      ...(thinks && { thinking: { type: "enabled", budget_tokens: 1024, display: "summarized" } }),
      ...(schema && { output_config: { format: { type: "json_schema", schema } } }),
      ...(searches && { tools: [{ type: "web_search_20250305", name: "web_search" }] }),
      ...more,
    } as unknown as Anthropic.MessageCreateParamsNonStreaming;
    const baseURL = direct ? url : `${url}/anthropic`;
    const api = new Anthropic({ baseURL, apiKey: key, maxRetries: 0, fetch: watching(seen) }).messages;
    if (!stream) return api.create(body);
    const run = api.stream(body);
    seen.partial = () => run.currentMessage;
    return run.finalMessage();
  },
  failure(error) {
    if (!(error instanceof APIError)) throw error;
    const { error: told, type } = (error.error ?? {}) as { readonly error?: Json; readonly type?: unknown };
    return {
      class: error.constructor.name,
      status: error.status,
      envelope: type,
      type: told?.["type"],
      message: told?.["message"],
    };
  },
};

function sourceOf(image: string): Json {
  const [, media_type, data] = /^data:([^;]*);base64,(.*)$/s.exec(image) ?? [];
  return data === undefined ? { type: "url", url: image } : { type: "base64", media_type, data };
}
