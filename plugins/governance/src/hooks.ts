/** Governance as hooks over a directory: it judges and routes each request, and judges each outgoing call again and accounts for its cost. */
import {
  type Call,
  type Exchange,
  type Hooks,
  type Host,
  isRefusal,
  type Key,
  key,
  type Layer,
  type MaybePromise,
  type Refusal,
  refused,
  type Target,
} from "@headgate/core";
import { Limits, type MayUse, type Prices, Principal, Targets } from "@headgate/words";
import { createMoney } from "./budget/money.ts";
import type { Caller } from "./judge/caller.ts";
import { createJudge } from "./judge/judge.ts";
import { createLimits } from "./judge/limits.ts";
import { createWorlds, nameOf } from "./judge/world.ts";
import type { Directory } from "./model.ts";
import type { GovernanceConfig } from "./options.ts";
import { createAssumedPrices } from "./prices/prices.ts";
import { createKeyFor } from "./route/keys.ts";
import { createRoute, type Routed } from "./route/route.ts";
import { createCompileRules } from "./route/rules.ts";
import { createUse } from "./route/use.ts";

export interface GovernanceParts {
  readonly host: Host;
  readonly options: GovernanceConfig;
  readonly directory: { readonly current: Directory };
  readonly prices: Prices;
}

export interface Governed {
  readonly hooks: Required<Pick<Hooks, "pre" | "around" | "inner">> & { start(): void; close(): void };
  readonly mayUse: MayUse;
}

/** From `pre` to `around`: another target, or a key. */
const Decided: Key<Routed> = key<Routed>("governance.decided");

export function createHooks({ host, options, directory, prices }: GovernanceParts): Governed {
  const { clock, log } = host;
  const world = createWorlds(directory, createCompileRules(log));
  const judge = createJudge(options);
  const limits = createLimits(world, clock);
  const route = createRoute(host, judge, createUse(host));
  const keyFor = createKeyFor(host);
  const money = createMoney(host, options, prices, createAssumedPrices(options.prices));

  const decide = (x: Exchange, call: Call, routed: Routed | Refusal | undefined): Refusal | undefined => {
    if (!routed || isRefusal(routed)) return routed;
    const { target, targets, credential, rule } = routed;
    if (targets) x.set(Targets, targets);
    if (credential || target.provider !== call.provider || target.model !== call.model) x.set(Decided, routed);
    log.debug({ request: x.id, from: nameOf(call), to: nameOf(target), rule }, "routed");
    return undefined;
  };
  const limit = (x: Exchange, caller: Caller): void => {
    const own = limits(caller);
    if (own) x.set(Limits, own);
  };
  const restricted: Layer = (send) => (x, call) => {
    const now = world();
    const caller = x.inference && now.restrictsKeys ? now.caller(x.get(Principal)) : undefined;
    const credential = caller && keyFor(caller, call);
    if (!credential) return send(x, call);
    return isRefusal(credential) ? refused({ ...credential, by: "governance" }) : send(x, sentTo(call, call, credential));
  };
  const mayUse: MayUse = (x, target) => !judge.target(world().caller(x.get(Principal)), target, clock.now());
  const hooks: Governed["hooks"] = {
    pre(x, call): MaybePromise<Refusal | undefined> {
      if (!x.inference) return undefined;
      const now = world();
      const principal = x.get(Principal);
      const caller = now.caller(principal);
      const no = judge.request(x, principal, caller, clock.now());
      if (no || !caller) return no;
      limit(x, caller);
      const routed = route(now, caller, x, call);
      return routed instanceof Promise ? routed.then((it) => decide(x, call, it)) : decide(x, call, routed);
    },
    around: (send) => (x, call) => {
      const decided = x.get(Decided);
      if (!decided) return send(x, call);
      const { target, credential = call.credential } = decided;
      return send(x, sentTo(call, target, credential));
    },
    inner: {
      around: restricted,
      pre(x, call): MaybePromise<Refusal | undefined> {
        if (!x.inference) return undefined;
        const now = world();
        const caller = now.caller(x.get(Principal));
        const no = judge.target(caller, call, clock.now());
        if (no || !caller) return no;
        // A stored request enters here, perhaps in another process than the one that judged it.
        if (!x.get(Limits)) limit(x, caller);
        return money.hold(x, call, now.levels(caller, call));
      },
      post(x, reply, call) {
        if (reply.error) money.free(x, call, reply);
      },
      done: (x, outcome, call) => money.settle(x, call, outcome),
    },
    // Compiles the routing rules, and logs those that do not compile.
    start: () => void world(),
    close: () => money.close(),
  };
  return { hooks, mayUse };
}

/** Member by member: a spread would cost as much as all the rest. The compiler reports a forgotten member. */
function sentTo(call: Call, { provider, model }: Target, credential: Call["credential"]): Call {
  const { headers, body, continues, signal } = call;
  return { provider, model, credential, headers, body, continues, signal } satisfies Whole;
}

type Whole = { readonly [Name in keyof Required<Call>]: Call[Name] };
