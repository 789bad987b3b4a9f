/** What differs by dialect: headers, refusals and errors. */
import type { Whole } from "../answer.ts";
import type { Json } from "../body.ts";
import type { RecordedCall } from "../calls.ts";
import type { Fault } from "../fault.ts";
import type { Settings } from "../options.ts";

export type HeaderList = Readonly<Record<string, string>>;

/** A request whose path and method are known. */
export interface Asked {
  readonly call: RecordedCall;
  readonly id: string;
  /** POST operations need one. */
  readonly body: Json | undefined;
  readonly settings: Settings;
  /** The request needs no model, and perhaps no JSON either. */
  readonly modelless: boolean;
}

export interface Dialect {
  readonly name: "openai" | "anthropic" | "gemini";
  /** The content types of whole answers and of streams. */
  readonly whole: string;
  readonly events: string;
  /** The service's id for one request. */
  requestId(): string;
  headers(id: string, tookMs: number): HeaderList;
  noSuchPath(method: string, path: string, id: string): Whole;
  wrongMethod(method: string, path: string, id: string): Whole;
  /** Checks key, body and model before the operation looks at its own fields; undefined if nothing is wrong. */
  refuse(asked: Asked): Whole | undefined;
  /** JSON: the service's error for a status that the script asked for. */
  failed(status: number, id: string, fault: Fault): string;
  /** JSON: the script's error, bare fields or inside `{error}`, over those of a server error. */
  scripted(fields: unknown, id: string): string;
}

/** Scripted error fields without the envelope that may be around them. */
export function fieldsOf(fields: unknown): object {
  const inner: unknown = typeof fields === "object" && fields !== null && "error" in fields ? fields.error : fields;
  return typeof inner === "object" && inner !== null ? inner : {};
}
