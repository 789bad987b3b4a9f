/** All that reaches a plugin. No globals, no environment, no clock of its own: so every plugin runs under a hand-moved one. */
import type { Call, Credential } from "./call.ts";
import type { Exchange, ExchangeInit, Frozen } from "./exchange.ts";
import type { MaybePromise } from "./hooks.ts";
import type { Service } from "./key.ts";
import type { Reply } from "./reply.ts";
import type { Clock } from "./runtime.ts";
import type { Store } from "./store.ts";

/** Where everything that the pipeline does not own comes from; the app builds it, tests hand in their own. */
export interface HostParts {
  readonly log: Log;
  readonly clock: Clock;
  readonly random: Random;
  readonly store: Store;
  /** What must survive a restart; absent where nothing is kept. `openTables` of @headgate/db makes a plugin's own tables of it. */
  readonly db?: Db | undefined;
  readonly providers: Providers;
  /** The one function that reaches the network: webhooks, JWKS, telemetry. */
  readonly egress: Egress;
  /** Builds an exchange for what did not come in as a request: stored jobs, socket frames. */
  exchange(init: ExchangeInit): Exchange;
  /** The request and its durable slots, never the client's credentials. */
  freeze(x: Exchange, call: Call): Frozen;
  thaw(frozen: Frozen): readonly [Exchange, Call];
  /** Makes of an error what its client would be sent: status, headers and body in the words of its dialect. Leaves any other reply as it is. */
  render(x: Exchange, reply: Reply): void;
}

/** Opaque: who needs tables opens their own. */
export interface Db {
  readonly "~db": unknown;
}

export interface Host extends HostParts {
  /** Sends inward from the caller's own place in the list, never past a guard. Not before `start`. */
  dispatch(what: Frozen | Exchange, call?: Call): MaybePromise<Reply>;
  ask<T>(service: Service<T>): T;
  offer<T>(service: Service<T>, value: T): void;
}

export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface Random {
  /** At least 0, below 1. */
  number(): number;
  uuid(): string;
  bytes(size: number): Uint8Array;
}

export interface Target {
  readonly provider: string;
  readonly model: string;
}

/** A place that answers: what plugins may know of it. */
export interface Provider {
  readonly name: string;
  readonly dialect: string;
  /** Such as `https://api.openai.com`. */
  readonly origin: string;
  /** Absent: any model under its prefix. */
  readonly models?: readonly string[] | undefined;
  /** In config order; they print as their masks. */
  readonly credentials: readonly Credential[];
  /** A client's own key, bound to this origin. Absent: this provider takes none. */
  callerCredential?: ((secret: string) => Credential) | undefined;
}

export interface Providers {
  get(name: string): Provider | undefined;
  list(): readonly Provider[];
  /** Alias names of the config's `models`. */
  aliases(): readonly string[];
  /** Ordered targets for a model as a client writes it: alias, `provider/model`, or a bare name that one provider can serve. */
  resolve(model: string): readonly Target[];
}

export interface EgressRequest {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string;
  readonly credential?: Credential;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  /** Somebody who may has said that this address may be private. */
  readonly allowPrivateNetwork?: boolean;
}
export interface EgressReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}
/** Redirects are not followed and private addresses are refused unless allowed; rejects with what was refused and why (code EPRIVATE). */
export type Egress = (url: string, request?: EgressRequest) => Promise<EgressReply>;
