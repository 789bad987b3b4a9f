/** The wire formats that the gateway supports. A new one is a folder like `openai/`, here or in a third-party package. */
export type { Dialect, Statuses, Stored, StoredPath } from "./dialect.ts";
export type { ErrorContext, ErrorFacts } from "./error-facts.ts";
export type { Native, Operation, ReadField, RequiredField, Wrong } from "./operation.ts";
export type { Meaning, StreamFormat, StreamOptions, StreamReader } from "./stream-format.ts";
export type { Continuation, Transcript } from "./transcript.ts";
export * from "./canonical/index.ts";
export { anthropic } from "./anthropic/anthropic.ts";
export { gemini } from "./gemini/gemini.ts";
export { type Gatekeeper, letsThrough, storedPathOf } from "./passthrough.ts";
export { openai } from "./openai/openai.ts";
