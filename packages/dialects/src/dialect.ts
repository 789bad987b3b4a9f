/** What a wire format is to the gateway: how its operations are recognised, checked, streamed, measured and refused. */
import type { Refusal, Usage } from "@headgate/core";
import type { Frame } from "@headgate/wire";
import type { Asked, Format, Loss } from "./canonical/index.ts";

export interface Dialect {
  readonly name: string;
  readonly operations: readonly Operation[];
  /** For clients that speak to a provider directly, where its config lets them; not among the operations. */
  readonly passthrough?: Operation | undefined;
  /** What providers keep for their clients, at the paths of the vendor's own SDKs: passed through as well. */
  readonly stored?: Stored | undefined;
  /** The header that carries a provider key. */
  authorization(secret: string): readonly [name: string, value: string];
  /** Headers that a client of this dialect may send on to a provider of it, lower-case, with what is sent where it says nothing. */
  readonly relays?: Readonly<Record<string, string | undefined>> | undefined;
  /** A header that tells the request's id, beside `x-request-id`. */
  readonly requestIdHeader?: string | undefined;
  /** What its vendor answers where vendors do not agree; default 503 and 429. */
  readonly statuses?: Statuses | undefined;
  /** The JSON body of a refusal. */
  renderError(refusal: Refusal, about: ErrorContext): string;
  /** A provider's own error body; undefined when it is not well-formed. */
  readError(body: Uint8Array): ErrorFacts | undefined;
}

export interface Stored {
  /** Where clients have it. An exchange's path is below the first, however it was asked; at a provider it is below its base URL. */
  readonly below: readonly string[];
  readonly paths: readonly StoredPath[];
}

export interface StoredPath {
  /** After `below`. `:id` is one segment of any kind, `/*` at its end is everything further. */
  readonly path: string;
  /** Absent: whatever the provider's config lists. */
  readonly methods?: readonly string[] | undefined;
  /** Absent: all that the dialect has. For a path that is another dialect's below the others. */
  readonly below?: readonly string[] | undefined;
  /** The operation that makes these: a provider that serves it needs no rule for them. */
  readonly madeBy?: string | undefined;
  /** Makes the vendor's own addresses in a JSON answer lead through here again. Absent: nothing it says is looked into. */
  readonly relocate?: ((answer: Uint8Array) => Uint8Array) | undefined;
}

/** Of a provider that has too much to do, and of a client that has no money left. */
export interface Statuses {
  readonly overloaded: number;
  readonly unpaid: number;
}

/** Who was asked for what, as far as it came. */
export interface ErrorContext {
  readonly provider?: string | undefined;
  readonly model_requested?: string | undefined;
  readonly request_type?: string | undefined;
}

/** What a dialect's error says of itself. */
export interface ErrorFacts {
  readonly message: string;
  readonly type?: string | undefined;
  readonly code?: string | undefined;
  readonly param?: string | undefined;
  /** The HTTP status that the error itself tells: an error inside a 200 has no other. */
  readonly status?: number | undefined;
  /** The wait that the error itself tells, where the dialect has no header for it. */
  readonly retryAfterMs?: number | undefined;
}

export interface Operation {
  /** `exchange.operation`. */
  readonly name: string;
  /** `extra_fields.request_type`, Bifrost's word for it. */
  readonly requestType: string;
  /** Where clients post it. With `asked`, each ends in `/*`, and the rest of the path says what is asked. */
  readonly paths: readonly string[];
  /** For formats whose model (and stream) stand in the path: what the rest of it asks; undefined: another operation's. */
  asked?(rest: string): Asked | undefined;
  /** With `asked`: the fields that repeat the model beside the path and name another than this one, as they must be. */
  repeats?(field: ReadField, model: string): Readonly<Record<string, unknown>>;
  /** Below the provider's base URL. */
  readonly upstreamPath: string | ((asked: Asked) => string);
  readonly required: readonly RequiredField[];
  /** What is wrong inside the fields of a body that has all that is required; undefined: nothing. */
  wrong?(field: ReadField): Wrong | undefined;
  /** Whether its bodies may be multipart/form-data: "only" that, or "also" beside JSON. Absent: JSON alone. */
  readonly form?: "only" | "also" | undefined;
  /**
   * What comes when no stream is asked for; default "json". "binary": bytes of any kind, relayed as they come. "text": plain text
   * and subtitles beside JSON, read whole.
   */
  readonly answers?: "json" | "binary" | "text" | undefined;
  /** Absent: it has no streaming form. */
  readonly stream?: StreamFormat | undefined;
  /** For conversations: how this operation is carried to a provider of another dialect, and from a client of one. */
  readonly format?: Format | undefined;
  /** Where a whole answer has its usage object; default `usage`. */
  readonly usageField?: string | undefined;
  /** Takes out of a request what other vendors' answers left in its history and this vendor would refuse; undefined: nothing did. */
  native?(body: Uint8Array): Native | undefined;
  /** From the answer's own usage object. */
  usage(found: Readonly<Record<string, unknown>>): Usage["units"];
  /** Where tokens are not all that is paid for, instead of `usage`: by the answer where it tells, else by the request. */
  measure?(answer: ReadField, asked: ReadField): Usage | undefined;
  /** Brings a whole answer into the form that was asked for, when the provider ignored it; undefined: as it is. */
  correct?(answer: Uint8Array, field: (name: string) => unknown): Uint8Array | undefined;
}

export interface Native {
  readonly body: Uint8Array;
  readonly lost: readonly Loss[];
}

export interface RequiredField {
  readonly name: string;
  readonly message: string;
  /** Not required beside one of these. */
  readonly unless?: readonly string[];
}

/** One top-level member by its name; undefined when there is none. */
export type ReadField = (name: string) => unknown;

export interface Wrong {
  readonly code: "missing_required_parameter" | "invalid_value";
  readonly param: string;
  readonly message: string;
}

export interface StreamFormat {
  /** How a request asks for it; default `stream: true`. */
  readonly askedBy?: readonly [field: string, value: string] | undefined;
  /** The request field that asks for a usage event, where the format has one. */
  readonly usageOption?: "stream_options" | undefined;
  /** One reader per stream: it remembers what the next event means by those before. */
  createReader(options: StreamOptions): StreamReader;
  /** For texts that another answer may go on from when they break off. Absent: this format has none. */
  createTranscript?(): Transcript;
}

export interface StreamOptions {
  /** The provider never sends `[DONE]`: a finish reason is the end. */
  readonly terminator: "done" | "none";
  /** The request, for formats in which it tells how many answers there will be. */
  readonly asked?: { field(name: string): unknown } | undefined;
}

/**
 * What an event means. "nothing": it shows no hand yet. "content": an answer has begun or goes on. "usage": it exists
 * only to report usage. "end": the success terminator. "error": the provider gave up. "malformed": not an event of this format.
 */
export type Meaning = "nothing" | "content" | "usage" | "end" | "error" | "malformed";

export interface StreamReader {
  read(frame: Frame): Meaning;
  /** After "error". */
  readonly error: ErrorFacts | undefined;
  /** The usage object, once an event has carried it. */
  readonly usage: Readonly<Record<string, unknown>> | undefined;
  /** True while a part of that usage is only counted here. */
  readonly estimated?: boolean | undefined;
  /** Content events so far: the estimate of last resort for tokens. */
  readonly events: number;
  /** True when the bytes may stop here without a terminator. */
  readonly finished: boolean;
  /** How this stream says that it failed midway: frames without a success terminator. */
  errorFrame(why: Refusal): string;
}

/** Keeps the text that a client was sent of one stream. It does not change once that stream has failed. */
export interface Transcript {
  /** An event that is on its way to the client; not one that its reader took for an error or for malformed. */
  note(frame: Frame): void;
  /** Some text was sent, and nothing but text. */
  readonly resumable: boolean;
  /** For another stream, which is to say the same text again and then more. */
  follow(): Continuation;
}

/** Makes of another stream's events what the client still lacks, under the identity of the stream that it knows. */
export interface Continuation {
  /** What to send for this event, undefined for nothing. "differs": it says something else, or ends before it has said what was sent. */
  next(frame: Frame): Buffer | "differs" | undefined;
  /** All that was sent has been said again. */
  readonly covered: boolean;
  /** What the client was sent by all streams so far. */
  readonly transcript: Transcript;
  /** As the reader's own, under that identity. */
  errorFrame(why: Refusal): string;
}
