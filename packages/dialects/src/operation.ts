/** One operation of a dialect: its paths, what a request needs, and how its answers are measured. */
import type { Usage } from "@headgate/core";
import type { Asked, Format, Loss } from "./canonical/index.ts";
import type { StreamFormat } from "./stream-format.ts";

export interface Operation {
  /** `exchange.operation`. */
  readonly name: string;
  /** Its name in `extra_fields.request_type`, which is Bifrost's. */
  readonly requestType: string;
  /** The paths that clients post to. With `asked`, each ends in `/*`, and `asked` reads the rest of the path. */
  readonly paths: readonly string[];
  /** For formats with the model (and stream) in the path: reads them from the rest of it; undefined if that is another operation's path. */
  asked?(rest: string): Asked | undefined;
  /** With `asked`: the body fields that repeat the model but name a different one, with their correct values. */
  repeats?(field: ReadField, model: string): Readonly<Record<string, unknown>>;
  /** The path below the provider's base URL. */
  readonly upstreamPath: string | ((asked: Asked) => string);
  readonly required: readonly RequiredField[];
  /** Checks the contents of a body that has all required fields; undefined if nothing is wrong. */
  wrong?(field: ReadField): Wrong | undefined;
  /** Whether bodies are multipart/form-data: "only", or "also" besides JSON. Absent: JSON only. */
  readonly form?: "only" | "also" | undefined;
  /**
   * The answer if no stream was requested; default "json". "binary": any bytes, relayed as they arrive. "text": plain text or
   * subtitles besides JSON, read whole.
   */
  readonly answers?: "json" | "binary" | "text" | undefined;
  /** Absent: the operation does not stream. */
  readonly stream?: StreamFormat | undefined;
  /** For conversations: how this operation is translated to and from other dialects. */
  readonly format?: Format | undefined;
  /** The field of a whole answer that holds its usage object; default `usage`. */
  readonly usageField?: string | undefined;
  /** Removes from a request's history what other vendors left there and this one would refuse; undefined: nothing to remove. */
  native?(body: Uint8Array): Native | undefined;
  /** Converts the answer's own usage object. */
  usage(found: Readonly<Record<string, unknown>>): Usage["units"];
  /** Used instead of `usage` if more than tokens is paid for: counts by the answer if it reports usage, otherwise by the request. */
  measure?(answer: ReadField, asked: ReadField): Usage | undefined;
  /** Converts a whole answer to the requested form if the provider ignored the request; undefined if it is fine as it is. */
  correct?(answer: Uint8Array, field: (name: string) => unknown): Uint8Array | undefined;
}

export interface Native {
  readonly body: Uint8Array;
  readonly lost: readonly Loss[];
}

export interface RequiredField {
  readonly name: string;
  readonly message: string;
  /** Not required if one of these is present. */
  readonly unless?: readonly string[];
}

/** Reads one top-level member by name; undefined if there is none. */
export type ReadField = (name: string) => unknown;

export interface Wrong {
  readonly code: "missing_required_parameter" | "invalid_value";
  readonly param: string;
  readonly message: string;
}
