/** What this request's caller may use, as whoever knows the caller has found out. */
import { type Call, type Exchange, key, type Key, type Window } from "@headgate/core";

export interface Quota {
  readonly max: number;
  readonly window: Window;
  /** As its owner wrote the window, such as `1m`, for messages. */
  readonly every: string;
}

export interface Limit {
  /** Whose it is, for messages: `VK`, `team`, `customer`, `provider openai`. */
  readonly owner: string;
  /** Where it is counted; the same for everybody who shares it. */
  readonly key: string;
  readonly requests?: Quota | undefined;
  readonly tokens?: Quota | undefined;
  /** Requests at a time. */
  readonly concurrency?: number | undefined;
}

export interface CallerLimits {
  /** Counted once per client request. */
  readonly request: readonly Limit[];
  /** Counted for each call that leaves, by its target. */
  call(x: Exchange, call: Call): readonly Limit[];
}

export const Limits: Key<CallerLimits> = key<CallerLimits>("limits");
