/** Who may use what: the decisions that need no counter, in Bifrost's order. */
import type { Exchange, Refusal, Target } from "@headgate/core";
import type { PrincipalFacts } from "@headgate/words";
import type { VirtualKey } from "../model.ts";
import type { GovernanceConfig } from "../options.ts";
import { accessOf } from "./access.ts";
import type { Caller } from "./caller.ts";
import { blocked, keyExpired, keyInactive, keyNotFound, keyRequired, missingHeaders } from "./refusals.ts";

export interface Judge {
  /** Once per request. `caller` is undefined for an unknown virtual key. */
  request(x: Exchange, principal: PrincipalFacts | undefined, caller: Caller | undefined, now: number): Refusal | undefined;
  /** For each outgoing call, also of a stored request, and after a key was revoked. */
  target(caller: Caller | undefined, target: Target, now: number): Refusal | undefined;
}

export type JudgeOptions = Pick<GovernanceConfig, "denyByDefault" | "requireVirtualKey" | "requiredHeaders">;

export function createJudge({ denyByDefault, requireVirtualKey, requiredHeaders }: JudgeOptions): Judge {
  return {
    request(x, principal, caller, now) {
      if (requiredHeaders.some((name) => !x.headers[name]))
        return missingHeaders(requiredHeaders.filter((name) => !x.headers[name]));
      if (requireVirtualKey && (principal?.kind !== "virtual_key" || !caller)) return keyRequired;
      if (!caller) return keyNotFound;
      return caller.key && stateRefusal(caller.key, now);
    },
    target(caller, target, now) {
      if (!caller) return requireVirtualKey ? keyRequired : keyNotFound;
      const { key } = caller;
      if (!key) return undefined;
      const stopped = stateRefusal(key, now);
      // Nobody has routed it: it reaches no provider, and the innermost part refuses it.
      if (stopped || target.provider === "") return stopped;
      const access = accessOf(key, target, denyByDefault);
      return access === "allowed" ? undefined : blocked(access, target);
    },
  };
}

function stateRefusal({ is_active, expires_at }: VirtualKey, now: number): Refusal | undefined {
  if (!is_active) return keyInactive;
  return expires_at !== undefined && now >= expires_at ? keyExpired : undefined;
}
