/** generateContent as a format of conversations. */
import type { Format } from "../canonical/index.ts";
import { CandidateDecoder } from "./decoder.ts";
import { CandidateEncoder } from "./encoder.ts";
import { readAnswer } from "./read-answer.ts";
import { readRequest } from "./read-request.ts";
import { writeAnswer } from "./write-answer.ts";
import { writeRequest } from "./write-request.ts";

export const generateFormat: Format = {
  readRequest,
  writeRequest,
  readAnswer,
  writeAnswer,
  createDecoder: () => new CandidateDecoder(),
  createEncoder: (about) => new CandidateEncoder(about),
};
