/** The requests that the simulator received and how each answer ended, kept for tests. */
import type { IncomingHttpHeaders } from "node:http";
import type { Json } from "./body.ts";

export interface Call {
  readonly method: string;
  /** With its query, as received. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
  /** The contents of a multipart body: texts by name, and the name, type, size and SHA-256 of each file, but not its bytes. */
  readonly form?: Json | undefined;
  /** The value of the bearer token, or of `x-api-key`, `api-key`, `x-goog-api-key` or `?key=`. */
  readonly key: string | undefined;
  /** The name that faults use: chat, messages, generate, …; "" for an unknown path. */
  readonly operation: string;
  /** From the body, or from a Gemini path. */
  readonly model: string | undefined;
  /** Milliseconds of the simulator's clock. */
  readonly startedAt: number;
  /** The client left before the answer ended. */
  readonly aborted: boolean;
  readonly abortedAt?: number;
  /** The whole answer, faults included, was handed to the network. */
  readonly ended: boolean;
  /** Resolves with `abortedAt` once the client leaves; rejects when the answer ended another way. */
  waitForAbort(): Promise<number>;
}

export class RecordedCall implements Call {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
  readonly key: string | undefined;
  readonly startedAt: number;
  readonly form: Json | undefined;
  operation = "";
  model: string | undefined;
  aborted = false;
  abortedAt?: number;
  ended = false;
  #over: "aborted" | "ended" | undefined;
  #waiting: (() => void)[] | undefined;

  constructor(method: string, path: string, headers: IncomingHttpHeaders, bytes: Buffer, startedAt: number, form?: Json) {
    this.method = method;
    this.path = path;
    this.headers = headers;
    this.bytes = bytes;
    this.startedAt = startedAt;
    this.form = form;
    this.key = keyOf(headers) ?? queryKey(path);
  }

  get body(): string {
    return this.bytes.toString("utf8");
  }

  /** Called once, when the answer is over; `abortedAt` only if the client ended it. */
  finish(abortedAt: number | undefined): void {
    if (this.#over) return;
    if (abortedAt === undefined) this.ended = true;
    else {
      this.aborted = true;
      this.abortedAt = abortedAt;
    }
    this.#over = this.aborted ? "aborted" : "ended";
    for (const wake of this.#waiting ?? []) wake();
  }

  async waitForAbort(): Promise<number> {
    if (!this.#over) await new Promise<void>((resolve) => (this.#waiting ??= []).push(resolve));
    if (this.abortedAt === undefined) throw new Error(`${this.method} ${this.path} was answered to its end, not aborted.`);
    return this.abortedAt;
  }

  toJSON(): object {
    const { method, path, headers, body, form, key, operation, model, startedAt, aborted, abortedAt, ended } = this;
    return { method, path, headers, body, form, key, operation, model, startedAt, aborted, abortedAt, ended };
  }
}

const maxBytes = 64 * 1024 * 1024;

/** Keeps the latest `limit` calls in `list`; drops the oldest in blocks, so that a benchmark does not pay for it. */
export class CallLog {
  readonly list: RecordedCall[] = [];
  readonly #limit: number;
  #bytes = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  add(call: RecordedCall): void {
    if (this.#limit === 0) return;
    this.list.push(call);
    this.#bytes += call.bytes.length;
    if (this.list.length >= this.#limit * 1.25 + 1) this.#drop(this.list.length - this.#limit);
    while (this.#bytes > maxBytes && this.list.length > 1) this.#drop(1);
  }

  clear(): void {
    this.#drop(this.list.length);
  }

  #drop(count: number): void {
    for (const call of this.list.splice(0, count)) this.#bytes -= call.bytes.length;
  }
}

function keyOf(headers: IncomingHttpHeaders): string | undefined {
  const { authorization } = headers;
  if (authorization !== undefined && /^bearer /i.test(authorization)) return authorization.slice(7).trim();
  const other = headers["x-api-key"] ?? headers["api-key"] ?? headers["x-goog-api-key"];
  return Array.isArray(other) ? other[0] : other;
}

function queryKey(path: string): string | undefined {
  const query = path.indexOf("?");
  return query === -1 ? undefined : (new URLSearchParams(path.slice(query)).get("key") ?? undefined);
}
