/** What one pass will send, and the secret it may carry. */
import type { Body, Sent } from "./bytes.ts";

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
  /** What a client has received of an answer that broke off (its body's `sent`): the answer to this call continues from there. */
  readonly continues?: Sent | undefined;
  /** Set by a plugin that limits a pass; without it only the exchange's own signal counts. */
  readonly signal?: AbortSignal | undefined;
}

/** A provider key. Prints as its mask wherever it ends up: logs, errors, JSON, the inspector. */
export interface Credential {
  readonly name: string;
  /** "caller": a client's own key, which is used as it is or not at all: never pooled, marked or sent elsewhere. */
  readonly owner: "gateway" | "caller";
  /** Its share where keys are chosen at random by weight; default 1. */
  readonly weight?: number | undefined;
  /** Absent: every model of its provider. */
  readonly models?: readonly string[] | undefined;
  /** Maximum calls at a time, over all replicas; absent: no limit. */
  readonly concurrency?: number | undefined;
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
