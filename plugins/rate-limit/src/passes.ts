/** Which limits concern a client request, and which a call that leaves. */
import type { Call, Exchange, Hooks, Host } from "@headgate/core";
import { type Limit, Limits } from "@headgate/words";
import { Claims } from "./claims.ts";
import { createEstimate } from "./estimate.ts";
import { createGate } from "./gate.ts";
import { showRemaining } from "./headers.ts";
import { createLedger } from "./ledger.ts";
import { createOpenPasses } from "./open.ts";
import type { RateLimitConfig } from "./options.ts";
import { createOwnRules, type Rule } from "./own.ts";
import type { Pass } from "./pass.ts";

export function createPasses(host: Host, { limits, failMode, leaseMs, estimateTokens }: RateLimitConfig): Hooks {
  const { clock } = host;
  const own = createOwnRules(limits);
  const estimate = createEstimate(estimateTokens);
  const ledger = createLedger(host, leaseMs);
  const open = createOpenPasses(clock, ledger, leaseMs);
  const accounts = new WeakMap<Exchange, Pass>();
  const requests = createGate({ host, ledger, open, failMode, accounts });
  const calls = createGate({ host, ledger, open, failMode });

  /** Claims are made only for whom a limit concerns. */
  const gather = (x: Exchange, call: Call, given: Given, rules: readonly Rule[], add: Add, to?: Claims): Claims | undefined => {
    let claims = to;
    if (given) for (const limit of given) add((claims ??= new Claims(x, call, estimate)), limit);
    for (const rule of rules) {
      const limit = rule(x, call);
      if (limit) add((claims ??= new Claims(x, call, estimate)), limit);
    }
    return claims;
  };
  return {
    pre(x, call) {
      if (!x.inference) return undefined;
      return requests.admit(gather(x, call, x.get(Limits)?.request, own.caller, ofRequest));
    },
    post(_x, reply, call) {
      const pass = requests.of(call);
      if (pass) showRemaining(reply, clock, pass, reply.call && calls.of(reply.call));
    },
    done: requests.end,
    inner: {
      pre(x, call) {
        if (!x.inference) return undefined;
        const given = x.get(Limits);
        const claims = gather(x, call, given?.call(x, call), own.target, ofTarget);
        if (accounts.has(x)) return calls.admit(claims);
        // A stored job comes in here, long after its request was judged, and only here can its tokens be counted.
        return calls.admit(gather(x, call, given?.request, own.tokens, tokensOfRequest, claims));
      },
      post(_x, reply, call) {
        const pass = calls.of(call);
        if (pass) showRemaining(reply, clock, pass, undefined);
      },
      done(x, outcome, call) {
        accounts.get(x)?.spend(outcome);
        calls.end(x, outcome, call);
      },
    },
    close() {
      open.close();
      return ledger.close();
    },
  };
}

type Given = readonly Limit[] | undefined;
type Add = (claims: Claims, limit: Limit) => void;

const ofRequest: Add = (claims, limit) => claims.add(limit, "request");
const ofTarget: Add = (claims, limit) => claims.add(limit, "target");
const tokensOfRequest: Add = (claims, limit) => claims.addTokens(limit, "request");
