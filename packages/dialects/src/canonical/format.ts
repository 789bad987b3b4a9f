/** A format of conversations: how a wire format's requests and answers are read into the canonical form and written from it. */
import type { Refusal } from "@headgate/core";
import type { Frame } from "@headgate/wire";
import type { Answer, AnswerEvent } from "./answer.ts";
import type { Conversation } from "./conversation.ts";
import type { Feature } from "./features.ts";

export interface Format {
  /** Throws an Unreadable for a body that is not of this format: a 400 that names the field. */
  readRequest(body: unknown, asked: Asked): Read<Conversation>;
  /** A body for a provider that speaks this format. */
  writeRequest(conversation: Conversation): Written;
  /** Throws an Unreadable: a provider's broken answer. */
  readAnswer(body: unknown): Answer;
  writeAnswer(answer: Answer, about: Telling): object;
  /** Of a provider's stream; one for each. */
  createDecoder(): Decoder;
  /** For a client's stream; one for each. */
  createEncoder(about: Telling): Encoder;
}

/** What does not stand in every body: Gemini has them in its path. */
export interface Asked {
  readonly model: string;
  readonly stream: boolean;
}

/** What the client is told besides the answer. */
export interface Telling {
  /** As the client wrote it. */
  readonly model: string;
  /** Seconds since the epoch. */
  readonly created: number;
  /** The client asked for a usage event, where its format leaves that to it. */
  readonly usage: boolean;
  /** The client's request, for formats whose answers repeat parts of it. */
  readonly request: Readonly<Record<string, unknown>>;
}

export interface Read<T> {
  readonly value: T;
  /** What the client asked for that the canonical form has no words for. */
  readonly lost: readonly Loss[];
}
export interface Written {
  readonly body: Readonly<Record<string, unknown>>;
  /** What the canonical form says that this format has no words for. */
  readonly lost: readonly Loss[];
}

/** One thing that does not arrive. Whether it is refused or only told stands in the table of features. */
export interface Loss {
  readonly feature: Feature;
  /** Where the client wrote it, such as `messages.3.content.0` or `n`. */
  readonly field: string;
}

export interface Decoder {
  /** Throws an Unreadable for an event that is not of this format. */
  read(frame: Frame): readonly AnswerEvent[];
  /** At the clean end of a stream: what was still held back. */
  finish(): readonly AnswerEvent[];
}

export interface Encoder {
  /** Frames, or "" for an event that this format says nothing about. */
  write(event: AnswerEvent): string;
  /** How this stream says that it failed midway: frames without a success terminator. */
  fail(why: Refusal): string;
}

/** A body that is not what its format says. */
export class Unreadable extends Error {
  readonly field: string;
  /** `found` and `expected` in words: `messages.0.role: found "robot", expected user, assistant or system`. */
  constructor(field: string, found: string, expected: string) {
    super(`${field}: found ${found}, expected ${expected}`);
    this.field = field;
  }
}
