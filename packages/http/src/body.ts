/** Reads a request body into one buffer, within a limit. */
import type { Refusal } from "@headgate/core";
import type { IncomingMessage } from "node:http";
import { tooLarge } from "./refusals.ts";

/** From here on a body is gathered in the buffer that it will stay in: its chunks can go as they come. */
const gatherBytes = 32_768;
const nothing = Buffer.alloc(0);

/** Resolves to the bytes, to a refusal when they are too many, or to undefined when the client left before the end. */
export function readBody(req: IncomingMessage, limit: number): Promise<Buffer | Refusal | undefined> {
  const announced = Number(req.headers["content-length"] ?? Number.NaN);
  if (announced > limit) {
    req.resume();
    return Promise.resolve(tooLarge(limit));
  }
  return new Promise((resolve) => {
    const room = announced >= gatherBytes ? Buffer.allocUnsafe(announced) : undefined;
    let chunks: Buffer[] = [];
    let size = 0;
    req.on("data", (chunk: Buffer) => {
      const at = size;
      size += chunk.length;
      if (room) room.set(chunk, at);
      else if (size <= limit) chunks.push(chunk);
      // The rest is read and dropped, so that the client hears the answer instead of a reset.
      else {
        chunks = [];
        resolve(tooLarge(limit));
      }
    });
    req.once("end", () => resolve(room ?? (chunks.length > 1 ? Buffer.concat(chunks, size) : (chunks[0] ?? nothing))));
    req.once("close", () => resolve(undefined));
  });
}
