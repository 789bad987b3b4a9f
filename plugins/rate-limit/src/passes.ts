/** Applies the limits on client requests, and those on calls that leave. */
import type { Call, Exchange, Hooks, Host } from "@headgate/core";
import { type Limit, Limits } from "@headgate/words";
import { type Claimed, Claims } from "./claims.ts";
import { createEstimate } from "./estimate.ts";
import { createFixedClaims, type FixedClaims } from "./fixed.ts";
import { createGate, type GateParts } from "./gate.ts";
import { showRemaining } from "./headers.ts";
import { createLedger } from "./ledger.ts";
import { createOpenPasses } from "./open.ts";
import type { RateLimitConfig } from "./options.ts";
import { createOwnRules, type Rule } from "./own.ts";

export function createPasses(host: Host, { limits, failMode, leaseMs, estimateTokens }: RateLimitConfig): Hooks {
  const { clock } = host;
  const own = createOwnRules(limits);
  const estimate = createEstimate(estimateTokens);
  const ledger = createLedger(host, leaseMs);
  const open = createOpenPasses(clock, ledger, leaseMs);
  // One random prefix for this process and a number for each pass: as unique as a random id for each, and cheaper.
  const prefix = `${Buffer.from(host.random.bytes(9)).toString("base64url")}-`;
  let made = 0;
  const parts: GateParts = { host, ledger, open, failMode, nextId: () => prefix + made++ };
  const [requests, calls] = [createGate(parts), createGate(parts)];
  const [ofAllRequests, ofAllCalls] = [createFixedClaims("request"), createFixedClaims("target")];

  /** Claims are made only if a limit concerns this request or call. */
  const gather = (x: Exchange, call: Call, given: Given, rules: readonly Rule[], add: Add, to?: Claims): Claims | undefined => {
    let claims = to;
    if (given) for (const limit of given) add((claims ??= new Claims(x, call, estimate)), limit);
    for (const rule of rules) {
      const limit = rule(x, call);
      if (limit) add((claims ??= new Claims(x, call, estimate)), limit);
    }
    return claims;
  };
  /** The ready-made claims, if there are no limits but the given ones. */
  const known = (given: Given, rules: readonly Rule[], fixed: FixedClaims, x: Exchange, call: Call): Claimed | undefined =>
    given && given.length > 0 && rules.length === 0 ? fixed(given, () => new Claims(x, call, estimate)) : undefined;
  return {
    pre(x, call) {
      if (!x.inference) return undefined;
      const given = x.get(Limits)?.request;
      const claims = known(given, own.caller, ofAllRequests, x, call) ?? gather(x, call, given, own.caller, ofRequest);
      return requests.admit(x, call, claims);
    },
    post(x, reply, call) {
      const pass = requests.of(x, call);
      if (pass) showRemaining(reply, clock, pass, reply.call && calls.of(x, reply.call));
    },
    done: requests.end,
    inner: {
      pre(x, call) {
        if (!x.inference) return undefined;
        const given = x.get(Limits);
        const ofCall = given?.call(x, call);
        // A stored job enters here, long after its request was judged; its tokens can be counted only here.
        if (!requests.account(x) && (own.tokens.length > 0 || given?.request.some(({ tokens }) => tokens))) {
          const claims = gather(x, call, ofCall, own.target, ofTarget);
          return calls.admit(x, call, gather(x, call, given?.request, own.tokens, tokensOfRequest, claims));
        }
        const claims = known(ofCall, own.target, ofAllCalls, x, call) ?? gather(x, call, ofCall, own.target, ofTarget);
        return calls.admit(x, call, claims);
      },
      post(x, reply, call) {
        const pass = calls.of(x, call);
        if (!pass) return;
        showRemaining(reply, clock, pass, undefined);
        if (reply.error) calls.free(x, reply, call);
      },
      done(x, outcome, call) {
        requests.account(x)?.spend(outcome);
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
