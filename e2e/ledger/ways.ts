/** The ways of asking that the issues name: what a client asks, and in which shape its provider reports tokens. */
import { type Asked, chat, embeddings, generate, messages, responses } from "./asked.ts";
import * as told from "./told.ts";

export type { Tokens } from "./told.ts";

export interface Way extends Asked, told.Told {
  readonly name: string;
  readonly stream: boolean;
  /** In one table of the README. */
  readonly group: string;
  /** What a stream shows once its provider has told its usage, or as late as can be seen; undefined: nothing before the end. */
  readonly shown: RegExp | undefined;
  /** What the client's vendor answers when it has too much to do, in place of 503. */
  readonly overloaded: 503 | 529;
}

const native = "OpenAI's";
const others = "Anthropic's and Google's";
const translated = "of another dialect than the provider's";

/** Its own types say nothing to a client of Chat. */
const messagesAbroad: told.Told = {
  ...told.messages,
  codes: { 400: "invalid_request_error", 401: "invalid_request_error", 429: "rate_limit_exceeded" },
};

export const ways: readonly Way[] = [
  way("chat", native, chat, told.chat),
  way("chat, streamed", native, chat, told.chat, /"usage":\{/),
  way("responses", native, responses, told.responses),
  way("responses, streamed", native, responses, told.responses, /response\.output_text\.done/),
  way("embeddings", native, embeddings, told.embeddings),
  way("messages", others, messages, told.messages),
  way("messages, streamed", others, messages, told.messages, /event: message_delta/),
  way("generate", others, generate, told.generate),
  way("generate, streamed", others, generate, told.generate, /"usageMetadata"/),
  way("chat on Anthropic", translated, chat, messagesAbroad),
  way("chat on Anthropic, streamed", translated, chat, messagesAbroad, /"finish_reason":"stop"/),
  { ...way("messages on OpenAI", translated, messages, told.chat), overloaded: 529 },
  { ...way("messages on OpenAI, streamed", translated, messages, told.chat), overloaded: 529 },
];

function way(name: string, group: string, asked: Asked, by: told.Told, shown?: RegExp): Way {
  return { name, group, ...asked, ...by, stream: name.endsWith("streamed"), shown, overloaded: 503 };
}
