/** Reads a request body into one buffer, within a limit. */
import type { Refusal } from "@headgate/core";
import type { IncomingMessage } from "node:http";
import { tooLarge } from "./refusals.ts";

/** From this size on a body is gathered in the buffer that it will stay in, so that its chunks can be freed as they come. */
const gatherBytes = 32_768;
const nothing = Buffer.alloc(0);

/** Calls back once: with the bytes, with a refusal when there are too many, or with nothing when the client left before the end. */
export function readBody(req: IncomingMessage, limit: number, then: (bytes: Buffer | Refusal | undefined) => void): void {
  const announced = Number(req.headers["content-length"] ?? Number.NaN);
  const room = announced >= gatherBytes && announced <= limit ? Buffer.allocUnsafe(announced) : undefined;
  let chunks: Buffer[] = [];
  let size = 0;
  let answered = false;
  const answer = (bytes: Buffer | Refusal | undefined): void => {
    if (answered) return;
    answered = true;
    then(bytes);
  };
  req.on("data", (chunk: Buffer) => {
    const at = size;
    size += chunk.length;
    if (room) room.set(chunk, at);
    else if (size <= limit && !(announced > limit)) chunks.push(chunk);
    // The rest is read and dropped, so that the client gets the answer instead of a reset.
    else {
      chunks = [];
      answer(tooLarge(limit));
    }
  });
  req.once("end", () => answer(room ?? (chunks.length > 1 ? Buffer.concat(chunks, size) : (chunks[0] ?? nothing))));
  req.once("close", () => answer(undefined));
  if (announced > limit) answer(tooLarge(limit));
}
