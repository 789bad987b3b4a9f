/** What a client sees of one request: a whole answer, an error by its status, or an error at the end of a stream; nothing else exists. */
import type { Path } from "./paths.ts";

export interface ShownError {
  readonly message: string;
  readonly type: string;
  readonly code: string | null;
  readonly param: string | null;
}

export type Seen =
  | { readonly kind: "whole"; readonly text: string }
  | { readonly kind: "error"; readonly status: number; readonly error: ShownError }
  | { readonly kind: "error frame"; readonly text: string; readonly error: ShownError };

export interface Frame {
  /** Parsed where it is JSON, else the text itself. */
  readonly data: unknown;
}

/** Reads the answer to its end; throws when it is none of what may be seen, such as half an answer or an unclean end. */
export async function see(path: Path, response: Response): Promise<Seen> {
  const [type, raw] = [response.headers.get("content-type"), await response.text()];
  const wanted = response.status === 200 && path.stream ? "text/event-stream; charset=utf-8" : "application/json";
  if (type !== wanted) return malformed(`${response.status} of type ${type}`, raw);
  if (response.status === 200) return path.read(raw);
  if (response.status < 400) return malformed(`status ${response.status}`, raw);
  return { kind: "error", status: response.status, error: shown((JSON.parse(raw) as { readonly error: unknown }).error) };
}

/** A few words for a table. */
export function wordsOf(seen: Seen, of: string): string {
  if (seen.kind === "whole") return `whole answer${of}`;
  const { code, type } = seen.error;
  return seen.kind === "error" ? `${seen.status} ${code ?? type}` : `error frame, ${code ?? type}`;
}

/** An error has all four fields of its schema, and its message says something. */
export function shown(error: unknown): ShownError {
  const { message, type, code, param } = (error ?? {}) as Partial<ShownError>;
  const right = typeof message === "string" && message !== "" && typeof type === "string" && code !== undefined;
  if (!right || param === undefined) return malformed("not an error envelope", JSON.stringify(error));
  return { message, type, code, param };
}

export function framesOf(raw: string): readonly Frame[] {
  if (!raw.endsWith("\n\n")) return malformed("the last frame is not whole", raw);
  return raw
    .split("\n\n")
    .flatMap((frame) => /^data: (.*)$/m.exec(frame)?.[1] ?? [])
    .map((data) => ({ data: data.startsWith("{") ? (JSON.parse(data) as unknown) : data }));
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

export function malformed(what: string, raw: string): never {
  throw new Error(`${what}; the client got: ${raw.slice(0, 300)} … ${raw.slice(-300)}`);
}
