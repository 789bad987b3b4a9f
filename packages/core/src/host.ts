/** Everything a plugin can reach. No globals, no environment, no clock of its own: so tests can run it by a hand-moved clock. */
import type { Call, Credential } from "./call.ts";
import type { Exchange, ExchangeInit, Frozen } from "./exchange.ts";
import type { MaybePromise } from "./hooks.ts";
import type { Service } from "./key.ts";
import type { Reply } from "./reply.ts";
import type { Clock } from "./runtime.ts";
import type { Store } from "./store.ts";

/** Everything that the pipeline does not own; the app builds it, and tests pass in their own. */
export interface HostParts {
  readonly log: Log;
  readonly clock: Clock;
  readonly random: Random;
  readonly store: Store;
  /** For what must survive a restart; absent where nothing is kept. `openTables` of @headgate/db opens a plugin's own tables in it. */
  readonly db?: Db | undefined;
  readonly providers: Providers;
  /** The one function that reaches the network: webhooks, JWKS, telemetry. */
  readonly egress: Egress;
  /** Builds an exchange for what did not arrive as a request: stored jobs, socket frames. */
  exchange(init: ExchangeInit): Exchange;
  /** The request and its durable slots, never the client's credentials. */
  freeze(x: Exchange, call: Call): Frozen;
  thaw(frozen: Frozen): readonly [Exchange, Call];
  /** Turns an error into what its client would receive: status, headers and body in its dialect. Leaves any other reply as it is. */
  render(x: Exchange, reply: Reply): void;
}

/** Opaque: a plugin that needs tables opens its own. */
export interface Db {
  readonly "~db": unknown;
}

export interface Host extends HostParts {
  /** Sends inward from this plugin's own place in the list, never past a guard. Not before `start`. */
  dispatch(what: Frozen | Exchange, call?: Call): MaybePromise<Reply>;
  /** Undefined where nobody offers it. In `setup` only for services named in `asks`, whose plugins are set up first; from `start` on for any. */
  ask<T>(service: Service<T>): T | undefined;
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

/** What plugins may know about a provider. */
export interface Provider {
  readonly name: string;
  readonly dialect: string;
  /** Such as `https://api.openai.com`. */
  readonly origin: string;
  /** Absent: any model under its prefix. */
  readonly models?: readonly string[] | undefined;
  /** In config order; each prints as its mask. */
  readonly credentials: readonly Credential[];
  /** A client's own key, bound to this origin. Absent: this provider accepts none. */
  callerCredential?: ((secret: string) => Credential) | undefined;
}

export interface Providers {
  get(name: string): Provider | undefined;
  list(): readonly Provider[];
  /** Alias names of the config's `models`. */
  aliases(): readonly string[];
  /** The targets, best first, of a model as a client writes it: an alias, `provider/model`, or a bare name that one provider can serve. */
  resolve(model: string): readonly Target[];
}

export interface EgressRequest {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string;
  readonly credential?: Credential;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  /** True where an authorized person has allowed this address to be private. */
  readonly allowPrivateNetwork?: boolean;
}
export interface EgressReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}
/** Redirects are not followed and private addresses are refused unless allowed; rejects saying what was refused and why (code EPRIVATE). */
export type Egress = (url: string, request?: EgressRequest) => Promise<EgressReply>;
