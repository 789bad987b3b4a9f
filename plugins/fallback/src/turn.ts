/** One target's turn: it answered, with an error or not, or it threw. */
import { type Refusal, RefusalError, type Reply } from "@headgate/core";

export type Turn = { readonly reply: Reply } | { readonly thrown: unknown };

/** The error of this turn; undefined for a good answer, and for a throw that is not a refusal. */
export function errorOf(turn: Turn): Refusal | undefined {
  if ("reply" in turn) return turn.reply.error;
  return turn.thrown instanceof RefusalError ? turn.thrown.refusal : undefined;
}

/** A reply for which no provider was asked: an open circuit, a rule. */
export function wasSpared(turn: Turn): boolean {
  return "reply" in turn && turn.reply.call === undefined;
}

/** Passes the turn on to the client as it was. */
export function conclude(turn: Turn): Reply {
  if ("reply" in turn) return turn.reply;
  throw turn.thrown;
}

export function drop(turn: Turn): void {
  if ("reply" in turn) turn.reply.discard();
}
