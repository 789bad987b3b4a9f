/** How much this request's caller may use, set by the plugin that knows the caller. */
import { type Call, type Exchange, key, type Key, type Window } from "@headgate/core";

export interface Quota {
  readonly max: number;
  readonly window: Window;
  /** The window as its owner wrote it, such as `1m`, for messages. */
  readonly every: string;
}

export interface Limit {
  /** The limit's owner, for messages: `VK`, `team`, `customer`, `provider openai`. */
  readonly owner: string;
  /** The key it is counted under; the same for everybody who shares the limit. */
  readonly key: string;
  readonly requests?: Quota | undefined;
  readonly tokens?: Quota | undefined;
  /** Maximum requests at a time. */
  readonly concurrency?: number | undefined;
}

export interface CallerLimits {
  /** Counted once per client request. */
  readonly request: readonly Limit[];
  /** Counted for each call that leaves, depending on its target. */
  call(x: Exchange, call: Call): readonly Limit[];
}

export const Limits: Key<CallerLimits> = key<CallerLimits>("limits");
