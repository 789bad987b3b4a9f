/** Admits passes at one place: everything that their limits count is held at once, or nothing is and they are refused. */
import {
  type Call,
  type Exchange,
  type Host,
  type Key,
  key,
  type MaybePromise,
  type Outcome,
  type Refusal,
  type Reply,
  type Reservation,
} from "@headgate/core";
import type { Claimed } from "./claims.ts";
import { explain } from "./explain.ts";
import type { Ledger } from "./ledger.ts";
import type { OpenPasses } from "./open.ts";
import { Pass } from "./pass.ts";
import { unavailable } from "./refusal.ts";

export interface Gate {
  /** `undefined`: admitted, or nothing is claimed. */
  admit(x: Exchange, call: Call, claims: Claimed | undefined): MaybePromise<Reply | Refusal | undefined>;
  /** What is held for this pass. */
  of(x: Exchange, call: Call): Pass | undefined;
  /** The latest pass here that holds tokens: calls made for it are charged to it. */
  account(x: Exchange): Pass | undefined;
  /** Gives back at once what a failed call held: its answer may be kept, and ended much later, while other targets are asked. */
  free(x: Exchange, reply: Reply, call: Call): void;
  end(x: Exchange, outcome: Outcome, call: Call): void;
}

export interface GateParts {
  readonly host: Pick<Host, "clock">;
  readonly ledger: Ledger;
  readonly open: OpenPasses;
  readonly failMode: "closed" | "open";
  /** Unique across all processes. */
  readonly nextId: () => string;
}

/** The passes of a request, latest first: so few that a WeakMap would cost as much as all the rest. */
const Passes: Key<Pass> = key<Pass>("rate-limit.passes");

export function createGate({ host: { clock }, ledger, open, failMode, nextId }: GateParts): Gate {
  const admitted = (id: string, x: Exchange, call: Call, claims: Claimed, remaining: readonly number[]): undefined => {
    const pass = new Pass(id, claims, remaining, clock.now(), gate, call, x.get(Passes));
    x.set(Passes, pass);
    open.add(pass);
  };
  const conclude = (
    id: string,
    x: Exchange,
    call: Call,
    claims: Claimed,
    answer: Reservation | undefined,
  ): MaybePromise<Reply | Refusal | undefined> => {
    if (!answer) return failMode === "open" ? undefined : unavailable;
    return answer.ok ? admitted(id, x, call, claims, answer.remaining) : explain(claims.list, answer, ledger, clock.now());
  };
  const find = (x: Exchange, call: Call, fits: (pass: Pass) => boolean): Pass | undefined => {
    let pass = x.get(Passes);
    while (pass && (pass.gate !== gate || pass.call !== call || !fits(pass))) pass = pass.before;
    return pass;
  };
  const gate: Gate = {
    admit(x, call, claims) {
      if (!claims || claims.list.length === 0) return undefined;
      const id = nextId();
      const answer = ledger.reserve(id, claims.holds);
      return answer instanceof Promise
        ? answer.then((it) => conclude(id, x, call, claims, it))
        : conclude(id, x, call, claims, answer);
    },
    of: (x, call) => find(x, call, isAny),
    account(x) {
      let pass = x.get(Passes);
      while (pass && (pass.gate !== gate || pass.input === undefined || pass.at < 0)) pass = pass.before;
      return pass;
    },
    free(x, { error, status, usage, body, call: asked }, call) {
      // The tokens of an answer that still flows are not known yet.
      if (!error || status < 400 || !(body === null || typeof body === "string" || body instanceof Uint8Array)) return;
      const pass = find(x, call, isOpen);
      if (!pass) return;
      pass.freed = true;
      open.remove(pass);
      ledger.settle(pass.id, pass.actual({ error, status, usage, call: asked, ended: "refused" }));
    },
    end(x, outcome, call) {
      // The same call may have been sent again: the end of one that failed is not the end of the other.
      const over = outcome.error && find(x, call, isFreed);
      if (over) over.freed = false;
      const pass = over ? undefined : find(x, call, isOpen);
      if (!pass) return;
      open.remove(pass);
      ledger.settle(pass.id, pass.actual(outcome));
    },
  };
  return gate;
}

const isAny = (): boolean => true;
const isOpen = ({ at }: Pass): boolean => at >= 0;
const isFreed = ({ freed }: Pass): boolean => freed;
