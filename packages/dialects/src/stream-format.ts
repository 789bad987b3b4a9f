/** How an operation streams: how a request asks for a stream, and what each event of it means. */
import type { Refusal } from "@headgate/core";
import type { Frame } from "@headgate/wire";
import type { ErrorFacts } from "./error-facts.ts";
import type { Transcript } from "./transcript.ts";

export interface StreamFormat {
  /** How a request asks for it; default `stream: true`. */
  readonly askedBy?: readonly [field: string, value: string] | undefined;
  /** The request field that asks for a usage event, if the format has one. */
  readonly usageOption?: "stream_options" | undefined;
  /** One reader per stream: what an event means can depend on those before it. */
  createReader(options: StreamOptions): StreamReader;
  /** For texts that another provider can continue if they break off. Absent: not supported by this format. */
  createTranscript?(): Transcript;
}

export interface StreamOptions {
  /** "none": the provider never sends `[DONE]`, so a finish reason is the end. */
  readonly terminator: "done" | "none";
  /** The request, for formats in which it says how many answers to expect. */
  readonly asked?: { field(name: string): unknown } | undefined;
}

/**
 * What an event means. "nothing": the provider is not committed to an answer yet. "content": an answer has begun or continues. "usage": it
 * only reports usage. "end": the success terminator. "error": the provider failed. "malformed": not an event of this format.
 */
export type Meaning = "nothing" | "content" | "usage" | "end" | "error" | "malformed";

export interface StreamReader {
  read(frame: Frame): Meaning;
  /** Set after "error". */
  readonly error: ErrorFacts | undefined;
  /** The usage object, once an event has contained it. */
  readonly usage: Readonly<Record<string, unknown>> | undefined;
  /** True while part of that usage is only our own count. */
  readonly estimated?: boolean | undefined;
  /** Content events so far: the last resort for estimating tokens. */
  readonly events: number;
  /** True if the stream may end here without a terminator. */
  readonly finished: boolean;
  /** The frames that report a failure midway, without a success terminator. */
  errorFrame(why: Refusal): string;
}
