/** What a plugin may be: a plain object of optional functions. To judge a request, hook; to change the call, wrap. */
import type { ZodType } from "zod";
import type { Call } from "./call.ts";
import type { Access, Exchange } from "./exchange.ts";
import type { Refusal } from "./refusal.ts";
import type { Outcome, Reply } from "./reply.ts";

export type MaybePromise<T> = T | Promise<T>;
export type Send = (x: Exchange, call: Call) => MaybePromise<Reply>;
export type Layer = (send: Send) => Send;
// oxlint-disable-next-line typescript/no-invalid-void-type -- a hook that has nothing to say returns nothing
type Verdict = MaybePromise<Reply | Refusal | void>;

/** The hooks of one pass. */
export interface PassHooks {
  /** Answers or refuses now, or lets the call go on. */
  pre?(x: Exchange, call: Call): Verdict;
  /** Re-targets, re-runs, detaches. Called at boot, once for each way through the list: shared state stays outside of it. */
  around?: Layer | undefined;
  /** Before the first byte leaves. */
  post?(x: Exchange, reply: Reply, call: Call): Verdict;
  /** Recovers from a throw, or lets it pass. */
  error?(x: Exchange, error: unknown, call: Call): Verdict;
  /** Sees each chunk, without delaying it. */
  chunk?(x: Exchange, bytes: Uint8Array): void;
  /** Exactly once for each completed `pre`, on every ending there is. */
  done?(x: Exchange, outcome: Outcome, call: Call): void;
}

export interface Hooks extends PassHooks {
  readonly routes?: readonly Route[];
  /** The same hooks, around every call that really leaves, whoever re-targeted it. */
  readonly inner?: PassHooks;
  /** Called when everything is set up (or swapped in): workers start here. */
  start?(): MaybePromise<void>;
  /** The pipeline will close when the last request has ended, after `graceMs` at the latest: workers take nothing new and finish by then. */
  drain?(graceMs: number): void;
  /** In reverse order of setup. */
  close?(): MaybePromise<void>;
}

/** Answered at this plugin's place in the list: plugins before it run, those after it do not. */
export interface Route {
  readonly method: string;
  /** "/api/keys/:id"; "*" at the end matches the rest. */
  readonly path: string;
  readonly access: Access;
  /** Lower-case. Only requests with this header are answered, even where the path belongs to an operation. */
  readonly header?: string | undefined;
  /** "/v1/async/*" as "/v1/*": the exchange is that operation's. */
  readonly as?: string;
  /** Its description for an API document. */
  readonly about?: RouteAbout | undefined;
  handle?(x: Exchange): MaybePromise<Reply | Refusal>;
}

/** The schemas are those that requests are checked against. */
export interface RouteAbout {
  /** What it does, in a sentence. */
  readonly summary: string;
  /** The query parameters: an object. */
  readonly query?: ZodType | undefined;
  /** The JSON body. */
  readonly body?: ZodType | undefined;
  /** The JSON answer. */
  readonly answer?: ZodType | undefined;
  /** The status of that answer; default 200. */
  readonly status?: number | undefined;
}
