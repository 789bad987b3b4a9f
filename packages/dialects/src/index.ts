/** The wire formats that the gateway speaks. A new one is a folder like `openai/`, here or in a third-party package. */
export type {
  Continuation,
  Dialect,
  ErrorContext,
  ErrorFacts,
  Meaning,
  Native,
  Operation,
  ReadField,
  RequiredField,
  Statuses,
  Stored,
  StoredPath,
  StreamFormat,
  StreamOptions,
  StreamReader,
  Transcript,
  Wrong,
} from "./dialect.ts";
export * from "./canonical/index.ts";
export { anthropic } from "./anthropic/anthropic.ts";
export { gemini } from "./gemini/gemini.ts";
export { type Gatekeeper, letsThrough, storedPathOf } from "./passthrough.ts";
export { openai } from "./openai/openai.ts";
