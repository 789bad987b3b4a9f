/** Messages as a format of conversations. */
import type { Format } from "../canonical/index.ts";
import { readAnswer } from "./read-answer.ts";
import { readRequest } from "./read-request.ts";
import { MessageDecoder } from "./decoder.ts";
import { MessageEncoder } from "./encoder.ts";
import { writeAnswer } from "./write-answer.ts";
import { writeRequest } from "./write-request.ts";

export const messagesFormat: Format = {
  readRequest,
  writeRequest,
  readAnswer,
  writeAnswer,
  createDecoder: () => new MessageDecoder(),
  createEncoder: (about) => new MessageEncoder(about),
};
