/** One budget for everything that re-runs a request, so that retries inside fallbacks never multiply. */
import { type Exchange, key, type Key } from "@headgate/core";

export interface AttemptBudget {
  /** How many further calls may still be made. */
  left: number;
  /** `host.clock`, ms: no new attempt starts after this. */
  readonly until: number;
}

export const Attempts: Key<AttemptBudget> = key<AttemptBudget>("attempts");

const tries = 8;
const timeMs = 600_000;

/** Takes one further attempt, making the budget on first use; false when count or time is spent. */
export function takeAttempt(x: Exchange, now: number): boolean {
  const budget = budgetOf(x, now);
  if (isSpent(budget, now)) return false;
  budget.left -= 1;
  return true;
}

/** Whether `takeAttempt` would say yes, without taking one or making a budget. */
export function attemptsLeft(x: Exchange, now: number): boolean {
  const budget = x.get(Attempts);
  return !budget || !isSpent(budget, now);
}

/** Whether time is left, for what costs time but not an attempt, such as trying another key of the same provider. */
export function attemptTimeLeft(x: Exchange, now: number): boolean {
  return now < budgetOf(x, now).until;
}

function isSpent({ left, until }: AttemptBudget, now: number): boolean {
  return left <= 0 || now >= until;
}

function budgetOf(x: Exchange, now: number): AttemptBudget {
  let budget = x.get(Attempts);
  if (!budget) x.set(Attempts, (budget = { left: tries - 1, until: now + timeMs }));
  return budget;
}
