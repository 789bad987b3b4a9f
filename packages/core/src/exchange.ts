/** One client request for its whole life. Shared by all plugins; only its typed slots can change. Built at the edge. */
import type { Body } from "./bytes.ts";
import type { Key } from "./key.ts";
import type { Refusal } from "./refusal.ts";

export type Access = "client" | "admin" | "public";

/** What is known of a request before any plugin has seen it. */
export interface ExchangeInit {
  /** Correlation only (may be the client's own), never a primary key. */
  readonly id: string;
  readonly access: Access;
  /** True if it may reach a provider; limits, ledger and re-runners ignore every other exchange. */
  readonly inference: boolean;
  /** "chat", "responses", "messages", "embeddings", "speech", … */
  readonly operation: string;
  /** The wire format that this client speaks. */
  readonly dialect: string;
  readonly stream: boolean;
  readonly method: string;
  readonly path: string;
  readonly query: string;
  /** The client's address. */
  readonly peer: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Body;
}

export interface Exchange extends ExchangeInit {
  /** ONE top-level JSON field, parsed alone. */
  field(name: string): unknown;
  /** What the client sent, parsed on first use, then kept. Throws a SyntaxError for a body that is not JSON. */
  json(): unknown;
  /** Aborted when the client leaves or the drain deadline passes. Made on first use, because it is not free. */
  readonly signal: AbortSignal;
  get<T>(key: Key<T>): T | undefined;
  /** Throws an error naming the key if nobody has set it. */
  need<T>(key: Key<T>): T;
  set<T>(key: Key<T>, value: T): void;
  /** For the engine and its edges: calls back once when the exchange ends early, without the cost of a signal; returns a function that cancels this. */
  "~onAbort"(then: (why: Refusal) => void): () => void;
  /** For the engine: where it stands among the exchanges in flight. */
  "~at"?: number;
  /** For the engine and its edges: ends the exchange early. */
  "~abort"(why: Refusal): void;
}

/** A request that can wait, in this process or another: JSON except for its bytes, without the client's credentials. */
export interface Frozen {
  readonly exchange: Omit<ExchangeInit, "body">;
  readonly slots: Readonly<Record<string, unknown>>;
  readonly call: {
    readonly provider: string;
    readonly model: string;
    readonly headers?: Readonly<Record<string, string>> | undefined;
  };
  readonly bytes: Uint8Array;
}
