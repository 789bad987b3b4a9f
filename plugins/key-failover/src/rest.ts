/** Distinguishes a refusal of one key, which another key may not get, from an answer that every key would get. */
import type { Call, Refusal, Reply } from "@headgate/core";
import type { KeyFailoverConfig, Reaction } from "./options.ts";

/** How long the key that made this call must rest, in milliseconds: Infinity for good, undefined if not at all. */
export type RestAfter = (reply: Reply, sent: Call) => number | undefined;

export function createRestAfter(options: KeyFailoverConfig): RestAfter {
  const { cooldownMs, maxCooldownMs, quotaCooldownMs } = options;
  const after = (reaction: Reaction, { retryAfterMs = 0 }: Refusal, standardMs: number): number | undefined => {
    if (reaction === "ignore") return undefined;
    if (reaction === "permanent") return Infinity;
    return Math.min(retryAfterMs > 0 ? Math.ceil(retryAfterMs) : standardMs, maxCooldownMs);
  };
  return ({ error, call }, sent) => {
    // A plugin further in may have asked with a key of its own: then ours was not refused.
    if (error?.by !== "provider" || !call || call.credential !== sent.credential) return undefined;
    const { status, code } = error;
    if (!keyStatuses.has(status)) return undefined;
    if (status === 402 || code === "insufficient_quota") return after(options.on402, error, quotaCooldownMs);
    if (status === 401) return after(options.on401, error, cooldownMs);
    if (status === 403) return after(options.on403, error, cooldownMs);
    return after("cooldown", error, cooldownMs);
  };
}

const keyStatuses: ReadonlySet<number> = new Set([401, 402, 403, 429]);
