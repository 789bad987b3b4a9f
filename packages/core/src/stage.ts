/** A run of neighbouring hook-only plugins as one Send: one loop in, one loop out, no `next`, no promise unless a hook made one. */
import type { Call } from "./call.ts";
import type { Exchange } from "./exchange.ts";
import type { MaybePromise, PassHooks, Send } from "./hooks.ts";
import { isRefusal } from "./refusal.ts";
import { LiveReply, type Outcome, type Reply, refused } from "./reply.ts";
import { isThenable, type Runtime, within } from "./runtime.ts";

export interface Member {
  readonly name: string;
  readonly hooks: PassHooks;
  readonly onError: "closed" | "open";
  readonly deadlineMs: number;
}

export function createStage(members: readonly Member[], inward: Send, runtime: Runtime): Send {
  const watches = members.some(({ hooks }) => hooks.done ?? hooks.chunk);
  return (x, call) => run(new Pass(members, inward, runtime, watches, x, call));
}

/** What a hook or a send returned, as a reply. Throws for anything else, naming who returned it. */
export function toReply(out: unknown, by: string): LiveReply {
  if (isRefusal(out)) return refused({ ...out, by: out.by || by }) as LiveReply;
  if (out instanceof LiveReply) {
    if (out.error?.by === "") out.error = { ...out.error, by };
    return out;
  }
  throw new TypeError(`${by} answered with ${out === null ? "null" : typeof out}; expected a reply(), a refusal or nothing`);
}

function run(pass: Pass): MaybePromise<Reply> {
  while (pass.i >= 0) {
    try {
      const out = pass.step();
      if (isThenable(out)) return resume(pass, out);
      pass.settle(out);
    } catch (error) {
      pass.caught(error);
    }
  }
  return pass.finish();
}

async function resume(pass: Pass, pending: PromiseLike<unknown>): Promise<Reply> {
  try {
    const member = pass.members[pass.i];
    pass.settle(await (member ? within(pending, member.deadlineMs, pass.runtime.clock) : pending));
  } catch (error) {
    pass.caught(error);
  }
  return run(pass);
}

/** One trip: inbound through `pre` to the inside at index `members.length`, then outbound through `post` or `error` to -1. */
class Pass {
  declare readonly members: readonly Member[];
  declare readonly inward: Send;
  declare readonly runtime: Runtime;
  /** Whether any member has `chunk` or `done`. */
  declare readonly watches: boolean;
  declare readonly x: Exchange;
  declare readonly call: Call;
  declare readonly startedAt: number;
  i = 0;
  inbound = true;
  /** Once outbound there is either a reply or a failure. */
  reply: LiveReply | undefined;
  failure: unknown;
  /** Members whose `pre` failed open: they take no further part in the pass. */
  skipped: Set<Member> | undefined;
  /** Members from this index on have their `chunk` and `done` arranged. */
  open = 0;

  constructor(members: readonly Member[], inward: Send, runtime: Runtime, watches: boolean, x: Exchange, call: Call) {
    this.members = members;
    this.inward = inward;
    this.runtime = runtime;
    this.watches = watches;
    this.x = x;
    this.call = call;
    this.startedAt = runtime.clock.now();
  }

  step(): unknown {
    const { x, call, reply } = this;
    const member = this.members[this.i];
    if (!member) return this.inward(x, call);
    if (this.inbound) return member.hooks.pre?.(x, call);
    if (this.skipped?.has(member)) return undefined;
    return reply ? member.hooks.post?.(x, reply, call) : member.hooks.error?.(x, this.failure, call);
  }
  settle(out: unknown): void {
    const member = this.members[this.i];
    if (out === undefined && member) {
      this.i += this.inbound ? 1 : -1;
      return;
    }
    const next = toReply(out, member?.name ?? "the send inside");
    if (this.inbound) this.turn();
    const before = this.reply;
    if (next !== before) {
      this.arrange(this.i + 1);
      // A hook that answers with a reply may have wrapped the old body; one that refuses has dropped it.
      if (before && isRefusal(out)) before.discard();
      this.reply = next.adopt(this.runtime, this.startedAt);
    }
    this.i -= 1;
  }
  caught(error: unknown): void {
    const member = this.members[this.i];
    if (member) this.runtime.report(member.name, this.inbound ? "pre" : this.reply ? "post" : "error", error);
    if (this.inbound) {
      if (member?.onError === "open") {
        (this.skipped ??= new Set()).add(member);
        this.i += 1;
        return;
      }
      this.turn();
      this.failure = error;
    } else if (this.reply && member!.onError === "closed") {
      this.arrange(this.i + 1);
      this.reply.discard();
      this.reply = undefined;
      this.failure = error;
    }
    this.i -= 1;
  }
  turn(): void {
    this.inbound = false;
    this.open = this.i;
  }
  finish(): Reply {
    this.arrange(0);
    if (this.reply) return this.reply;
    throw this.failure;
  }

  /** Ties `chunk` and `done` of the members from this index up to `open` to the present reply or failure. */
  arrange(from: number): void {
    const { open, members, startedAt } = this;
    if (!this.watches || from >= open) return;
    this.open = from;
    const those = members.slice(from, open).filter((member) => !this.skipped?.has(member));
    if (those.some(({ hooks }) => hooks.chunk)) this.reply?.tap((bytes) => this.tell(those, "chunk", bytes));
    if (this.reply) this.reply.onClose((outcome) => this.tell(those, "done", { ...outcome, startedAt }));
    else this.tell(those, "done", { status: 0, ended: "failed", bytes: 0, startedAt, endedAt: this.runtime.clock.now() });
  }
  /** Innermost first. These hooks cannot fail the request, and nobody waits for a promise that one returns. */
  tell(those: readonly Member[], hook: "chunk" | "done", about: Uint8Array | Outcome): void {
    for (let i = those.length - 1; i >= 0; i--) {
      const { hooks, name } = those[i]!;
      const failed = (error: unknown): void => this.runtime.report(name, hook, error);
      try {
        const out: unknown =
          hook === "chunk" ? hooks.chunk?.(this.x, about as Uint8Array) : hooks.done?.(this.x, about as Outcome, this.call);
        if (isThenable(out)) out.then(undefined, failed);
      } catch (error) {
        failed(error);
      }
    }
  }
}
