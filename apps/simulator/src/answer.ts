/** What an operation gets and returns: whole JSON, other bytes, or events. */
import type { Json } from "./body.ts";
import type { RecordedCall } from "./calls.ts";
import type { Fault } from "./fault.ts";
import type { Kept } from "./kept.ts";
import type { Settings } from "./options.ts";

export interface Ask {
  readonly call: RecordedCall;
  /** The service's id for this request, used in headers and some errors. */
  readonly id: string;
  readonly body: Json;
  readonly model: string;
  readonly stream: boolean;
  readonly fault: Fault;
  /** The content of a form's `file`. */
  readonly upload: readonly Buffer[];
  readonly kept: Kept;
  readonly settings: Settings;
}

export interface Whole {
  readonly status: number;
  readonly json: string;
}

export interface Bytes {
  readonly status: number;
  readonly bytes: Buffer;
  readonly contentType: string;
}

/** Frames as text, each with its blank line; a frame that starts with ":" is a comment and not an event. */
export interface Events {
  readonly frames: Iterator<string>;
  readonly terminator: string;
  /** If it is not the dialect's usual one. */
  readonly contentType?: string;
  /** The frames that end this stream with the script's error, given what was sent so far. */
  failure(fields: unknown): string;
}

export type Answer = Whole | Bytes | Events;
export type Operation = (ask: Ask) => Answer;

export function data(value: unknown): string {
  return `data: ${JSON.stringify(value)}\n\n`;
}

export function event(type: string, fields: object): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`;
}

export const comment = ": simulated\n\n";

/** A successful answer. */
export function said(value: object): Whole {
  return { status: 200, json: JSON.stringify(value) };
}
