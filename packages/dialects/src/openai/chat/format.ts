/** Chat Completions as a format of conversations: https://platform.openai.com/docs/api-reference/chat. */
import type { Format } from "../../canonical/index.ts";
import { readAnswer } from "./answer-reader.ts";
import { writeAnswer } from "./answer-writer.ts";
import { ChatDecoder } from "./decoder.ts";
import { ChatEncoder } from "./encoder.ts";
import { readRequest } from "./request-reader.ts";
import { writeRequest } from "./request-writer.ts";

export const chatFormat: Format = {
  readRequest,
  writeRequest,
  readAnswer,
  writeAnswer,
  createDecoder: () => new ChatDecoder(),
  createEncoder: (about) => new ChatEncoder(about),
};
