/** For streams that another provider can continue: what was sent, and what is still missing. */
import type { Refusal } from "@headgate/core";
import type { Frame } from "@headgate/wire";

/** The text of one stream that was sent to the client. It does not change after the stream has failed. */
export interface Transcript {
  /** Records an event on its way to the client; never one that the reader found to be an error or malformed. */
  note(frame: Frame): void;
  /** Some text was sent, and nothing but text. */
  readonly resumable: boolean;
  /** Starts a continuation with another stream, which is expected to repeat the text and then go on. */
  follow(): Continuation;
}

/** Turns another stream's events into what the client is still missing, under the ids of the stream that it knows. */
export interface Continuation {
  /** What to send for this event, if anything. "differs": the text is different, or ends before all that was sent is repeated. */
  next(frame: Frame): Buffer | "differs" | undefined;
  /** All that was sent has been repeated. */
  readonly covered: boolean;
  /** What all streams together have sent to the client so far. */
  readonly transcript: Transcript;
  /** Like the reader's own, under those ids. */
  errorFrame(why: Refusal): string;
}
