/** What one pass will send, and the secret it may carry. */
import type { Body } from "./bytes.ts";

/** Immutable and fresh for each send: its identity is the pass. */
export interface Call {
  /** "" until somebody has routed a bare model name. */
  readonly provider: string;
  readonly model: string;
  readonly credential?: Credential | undefined;
  /** Extra upstream headers, lower-case names. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** In the client's dialect. */
  readonly body: Body;
  /** Set by a plugin that limits a pass; else the exchange's own end. */
  readonly signal?: AbortSignal | undefined;
}

/** A provider key. Prints as its mask wherever it ends up: logs, errors, JSON, the inspector. */
export interface Credential {
  readonly name: string;
  /** Where it may be sent, such as `https://api.openai.com`; anywhere else is refused by the egress. */
  readonly origins: readonly string[];
  readonly mask: string;
  /** The secret itself. Throws for an origin that the credential does not name. */
  reveal(origin: string): string;
}

/** State that belongs to one pass: acquire in `pre`, settle in `done`. */
export function perCall<T>(): PerCall<T> {
  return new WeakMap();
}
export type PerCall<T> = Pick<WeakMap<Call, T>, "get" | "set" | "delete">;
