/** What a client sees of one request: a whole answer, an error by its status, or an error at the end of a stream; nothing else exists. */
import type { Path } from "./paths/path.ts";

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
  /** Its name; "" where it has none. */
  readonly event: string;
  /** Parsed where it is JSON, else the text itself. */
  readonly data: unknown;
}

/** Reads the answer to its end; throws if it is anything else, such as half an answer or an unclean end. */
export async function see(path: Path, response: Response): Promise<Seen> {
  const [type, raw] = [response.headers.get("content-type"), await response.text()];
  const wanted = response.status === 200 && path.stream ? "text/event-stream; charset=utf-8" : "application/json";
  if (type !== wanted) return malformed(`${response.status} of type ${type}`, raw);
  if (response.status === 200) return path.read(raw);
  if (response.status < 400) return malformed(`status ${response.status}`, raw);
  return { kind: "error", status: response.status, error: path.client.errorIn(JSON.parse(raw)) };
}

/** A few words for a table. */
export function wordsOf(seen: Seen, of: string): string {
  if (seen.kind === "whole") return `whole answer${of}`;
  const { code, type } = seen.error;
  return seen.kind === "error" ? `${seen.status} ${code ?? type}` : `error frame, ${code ?? type}`;
}

export function framesOf(raw: string): readonly Frame[] {
  const frames = raw.split(/\r?\n\r?\n/);
  if (frames.pop() !== "") return malformed("the last frame is not whole", raw);
  return frames.flatMap((frame) => {
    const [event = "", data] = [/^event: (.*)$/m.exec(frame)?.[1], /^data: (.*)$/m.exec(frame)?.[1]];
    return data === undefined ? [] : { event, data: data.startsWith("{") ? (JSON.parse(data) as unknown) : data };
  });
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

export function malformed(what: string, raw: string): never {
  throw new Error(`${what}; the client got: ${raw.slice(0, 300)} … ${raw.slice(-300)}`);
}
