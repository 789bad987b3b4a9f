/** Chat Completions as a format of conversations: https://platform.openai.com/docs/api-reference/chat. */
import type { Format } from "../../canonical/index.ts";
import { readAnswer } from "./read-answer.ts";
import { writeAnswer } from "./write-answer.ts";
import { ChatDecoder } from "./decoder.ts";
import { ChatEncoder } from "./encoder.ts";
import { readRequest } from "./read-request.ts";
import { writeRequest } from "./write-request.ts";

export const chatFormat: Format = {
  readRequest,
  writeRequest,
  readAnswer,
  writeAnswer,
  createDecoder: () => new ChatDecoder(),
  createEncoder: (about) => new ChatEncoder(about),
};
