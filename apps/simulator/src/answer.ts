/** What an operation gives back: a whole JSON text, or events; and what it was asked. */
import type { Json } from "./body.ts";
import type { Fault } from "./fault.ts";
import type { Settings } from "./options.ts";

export interface Ask {
  readonly body: Json;
  readonly model: string;
  readonly stream: boolean;
  readonly fault: Fault;
  readonly settings: Settings;
}

export interface Whole {
  readonly status: number;
  readonly json: string;
}

/** Frames as text, each with its blank line; a frame that starts with ":" is a comment and not an event. */
export interface Events {
  readonly frames: Iterator<string>;
  readonly terminator: string;
  /** The frames that end this stream with an error, as far as it has come. */
  failure(error: object): string;
}

export type Answer = Whole | Events;
export type Operation = (ask: Ask) => Answer;

export function data(value: unknown): string {
  return `data: ${JSON.stringify(value)}\n\n`;
}

export const comment = ": simulated\n\n";

/** How chat and completions end. */
export const doneFrame = "data: [DONE]\n\n";
export function bareFailure(error: object): string {
  return data({ error });
}
