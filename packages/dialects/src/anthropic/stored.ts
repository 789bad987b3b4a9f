/** The paths at which Anthropic's SDKs ask for batches and files. Files share OpenAI's path, so theirs is only below `/anthropic`. */
import { asBuffer } from "@headgate/wire";
import type { Stored, StoredPath } from "../dialect.ts";

/** A batch runs requests that the gateway has not seen, and a list shows what others have made: the config has to allow these. */
export const stored: Stored = {
  below: ["", "/anthropic"],
  paths: [
    ...["/v1/messages/batches", "/v1/messages/batches/*"].map((path): StoredPath => ({ path, relocate })),
    ...["/v1/files", "/v1/files/*"].map((path): StoredPath => ({ path, below: ["/anthropic"] })),
  ],
};

/** SDKs fetch results from the URL in the batch, with their own key: without an origin, it is relative to their base URL. */
function relocate(answer: Uint8Array): Uint8Array {
  const text = asBuffer(answer).toString("latin1");
  const own = text.replaceAll(resultsUrl, "$1$2");
  return own === text ? answer : Buffer.from(own, "latin1");
}

/** Never matches inside a string: there each quote is escaped. */
const resultsUrl = /("results_url"\s*:\s*")[^"\\]*?(\/v1\/messages\/batches\/[^"\\]*")/g;
