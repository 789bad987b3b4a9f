/** Where Anthropic's SDKs ask for what was made before: message batches, and files, which have OpenAI's path and so only that below `/anthropic`. */
import { asBuffer } from "@headgate/wire";
import type { Stored, StoredPath } from "../dialect.ts";

/** A batch runs requests that nobody here has seen, and a list shows what others have made: all of these are for the config to allow. */
export const stored: Stored = {
  below: ["", "/anthropic"],
  paths: [
    ...["/v1/messages/batches", "/v1/messages/batches/*"].map((path): StoredPath => ({ path, relocate })),
    ...["/v1/files", "/v1/files/*"].map((path): StoredPath => ({ path, below: ["/anthropic"] })),
  ],
};

/** SDKs ask at the address that a batch tells for its results, with the key that they have: without an origin it is their base URL's. */
function relocate(answer: Uint8Array): Uint8Array {
  const text = asBuffer(answer).toString("latin1");
  const own = text.replaceAll(resultsUrl, "$1$2");
  return own === text ? answer : Buffer.from(own, "latin1");
}

/** Not in the text of a string: there each of its quotes has a backslash before it. */
const resultsUrl = /("results_url"\s*:\s*")[^"\\]*?(\/v1\/messages\/batches\/[^"\\]*")/g;
