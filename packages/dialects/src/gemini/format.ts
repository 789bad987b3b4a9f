/** generateContent as a format of conversations. */
import type { Format } from "../canonical/index.ts";
import { readAnswer, writeAnswer } from "./answers.ts";
import { CandidateDecoder } from "./decoder.ts";
import { CandidateEncoder } from "./encoder.ts";
import { readRequest } from "./request-reader.ts";
import { writeRequest } from "./request-writer.ts";

export const generateFormat: Format = {
  readRequest,
  writeRequest,
  readAnswer,
  writeAnswer,
  createDecoder: () => new CandidateDecoder(),
  createEncoder: (about) => new CandidateEncoder(about),
};
