/** Where the usage of a limit is counted in `host.store`: by the limit's own id, so that a changed limit keeps its usage. */

export type CounterKind = "budget" | "requests" | "tokens";

/** `limitKey(id)` followed by the kind. Budgets are counted in nano-dollars, the others in ones. */
export function counterKey(kind: CounterKind, id: string): string {
  return `${limitKey(id)}:${kind}`;
}

/** The prefix of all counters of one limit: the `key` of a `Limit` in the slot `Limits`. */
export function limitKey(id: string): string {
  return `governance:${id}`;
}
