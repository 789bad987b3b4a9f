/** One target's turn: it answered, with an error or not, or it threw. */
import { type Refusal, RefusalError, type Reply } from "@headgate/core";

export type Turn = { readonly reply: Reply } | { readonly thrown: unknown };

/** What went wrong in a word; undefined for an answer, and for a throw that says nothing we understand. */
export function errorOf(turn: Turn): Refusal | undefined {
  if ("reply" in turn) return turn.reply.error;
  return turn.thrown instanceof RefusalError ? turn.thrown.refusal : undefined;
}

/** A reply came, and no provider was asked for it: an open circuit, a rule. */
export function wasSpared(turn: Turn): boolean {
  return "reply" in turn && turn.reply.call === undefined;
}

/** Hands the turn on to the client as it was. */
export function conclude(turn: Turn): Reply {
  if ("reply" in turn) return turn.reply;
  throw turn.thrown;
}

export function drop(turn: Turn): void {
  if ("reply" in turn) turn.reply.discard();
}
