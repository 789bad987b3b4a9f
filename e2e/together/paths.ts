/** The paths an answer can take to a client: each client's own dialect, and two between the dialects. */
import { generate, generateStream } from "./paths/generate.ts";
import { messages, messagesStream } from "./paths/messages.ts";
import { chat, chatStream, responses, responsesStream } from "./paths/openai.ts";
import type { Path } from "./paths/path.ts";
import { anthropic, gemini, openai } from "./vendors.ts";

export type { Path } from "./paths/path.ts";

export const paths: readonly Path[] = [
  chat,
  chatStream,
  responses,
  responsesStream,
  messages,
  messagesStream,
  generate,
  generateStream,
  { ...chat, name: "chat on Anthropic", vendor: anthropic, otherVendor: openai },
  { ...chatStream, name: "chat on Anthropic, streamed", vendor: anthropic, otherVendor: openai, resumes: false },
  { ...messages, name: "messages on OpenAI", vendor: openai, otherVendor: gemini },
  { ...messagesStream, name: "messages on OpenAI, streamed", vendor: openai, otherVendor: gemini },
];
