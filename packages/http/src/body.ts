/** Reads a request body into one buffer, within a limit. */
import type { Refusal } from "@headgate/core";
import type { IncomingMessage } from "node:http";
import { tooLarge } from "./refusals.ts";

/** Resolves to the bytes, to a refusal when they are too many, or to undefined when the client left before the end. */
export function readBody(req: IncomingMessage, limit: number): Promise<Buffer | Refusal | undefined> {
  const announced = Number(req.headers["content-length"] ?? Number.NaN);
  if (announced > limit) {
    req.resume();
    return Promise.resolve(tooLarge(limit));
  }
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    req.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limit) chunks.push(chunk);
      // The rest is read and dropped, so that the client hears the answer instead of a reset.
      else {
        chunks.length = 0;
        resolve(tooLarge(limit));
      }
    });
    req.once("end", () => resolve(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks, size)));
    req.once("error", () => resolve(undefined));
    req.once("close", () => resolve(undefined));
  });
}
