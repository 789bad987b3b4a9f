/** OpenAI's Responses as a format of conversations. */
import type { Format } from "../../canonical/index.ts";
import { EventDecoder } from "./decoder.ts";
import { EventEncoder } from "./encoder.ts";
import { readAnswer } from "./read-answer.ts";
import { readRequest } from "./read-request.ts";
import { writeAnswer } from "./write-answer.ts";
import { writeRequest } from "./write-request.ts";

export const responsesFormat: Format = {
  readRequest,
  writeRequest,
  readAnswer,
  writeAnswer,
  createDecoder: () => new EventDecoder(),
  createEncoder: (about) => new EventEncoder(about),
};
