/** How a wire format's requests and answers are read into the canonical form and written from it. */
import type { Refusal } from "@headgate/core";
import type { Frame } from "@headgate/wire";
import type { Answer, AnswerEvent } from "./answer.ts";
import type { Conversation } from "./conversation.ts";
import type { Feature } from "./features.ts";

export interface Format {
  /** Throws an Unreadable for a body that is not in this format; it becomes a 400 that names the field. */
  readRequest(body: unknown, asked: Asked): Read<Conversation>;
  /** Writes the body for a provider of this format. */
  writeRequest(conversation: Conversation): Written;
  /** Throws an Unreadable if the provider's answer is broken. */
  readAnswer(body: unknown): Answer;
  writeAnswer(answer: Answer, about: Telling): object;
  /** One for each stream of a provider. */
  createDecoder(): Decoder;
  /** One for each stream to a client. */
  createEncoder(about: Telling): Encoder;
}

/** What is not in every body: Gemini has it in the path. */
export interface Asked {
  readonly model: string;
  readonly stream: boolean;
}

/** What an answer to the client contains besides the answer itself. */
export interface Telling {
  /** The name that the client used. */
  readonly model: string;
  /** Seconds since the epoch. */
  readonly created: number;
  /** Whether the client asked for a usage event, if its format makes that optional. */
  readonly usage: boolean;
  /** The client's request, for formats whose answers repeat parts of it. */
  readonly request: Readonly<Record<string, unknown>>;
}

export interface Read<T> {
  readonly value: T;
  /** What the client asked for and the canonical form cannot express. */
  readonly lost: readonly Loss[];
}
export interface Written {
  readonly body: Readonly<Record<string, unknown>>;
  /** What the canonical form says and this format cannot express. */
  readonly lost: readonly Loss[];
}

/** One thing that does not arrive. Whether it is refused or only warned about is in the table of features. */
export interface Loss {
  readonly feature: Feature;
  /** Where the client wrote it, such as `messages.3.content.0` or `n`. */
  readonly field: string;
}

export interface Decoder {
  /** Throws an Unreadable for an event that is not in this format. */
  read(frame: Frame): readonly AnswerEvent[];
  /** Called at the clean end of a stream; returns what was still held back. */
  finish(): readonly AnswerEvent[];
}

export interface Encoder {
  /** Frames, or "" for an event that this format does not show. */
  write(event: AnswerEvent): string;
  /** The frames that report a failure midway, without a success terminator. */
  fail(why: Refusal): string;
}

/** A body that does not follow its format. */
export class Unreadable extends Error {
  readonly field: string;
  /** `found` and `expected` in words: `messages.0.role: found "robot", expected user, assistant or system`. */
  constructor(field: string, found: string, expected: string) {
    super(`${field}: found ${found}, expected ${expected}`);
    this.field = field;
  }
}
