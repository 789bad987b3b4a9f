/** The clients of the matrix. */
import { chat } from "./chat-client.ts";
import type { Client } from "./dialogue.ts";
import { generate } from "./generate-client.ts";
import { messages } from "./messages-client.ts";
import { responses } from "./responses-client.ts";

export const clients: readonly Client[] = [chat, responses, messages, generate];
