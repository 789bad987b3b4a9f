/** One stream that broke off, and another that is to go on from there. */
import type { Continuation, Transcript } from "@headgate/dialects";
import { Frames } from "@headgate/wire";
import { operationOf } from "../frames.ts";

/** What is kept of a stream that was sent so far. */
export function transcriptOf(operation: string, text: string): Transcript {
  const transcript = operationOf(operation).stream!.createTranscript!();
  new Frames(1_000_000).push(Buffer.from(text), (frame) => transcript.note(frame));
  return transcript;
}

/** What goes to the client for each frame of this text: "" for nothing. */
export function told(continuation: Continuation, text: string): readonly string[] {
  const all: string[] = [];
  new Frames(1_000_000).push(Buffer.from(text), (frame) => {
    // As its reader does: behind a difference nothing is read.
    if (all.at(-1) !== "differs") all.push(continuation.next(frame)?.toString() ?? "");
  });
  return all;
}
