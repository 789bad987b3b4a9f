/** Where the use of a limit is counted in `host.store`: by the limit's own id, so that a changed limit keeps its use. */

export type CounterKind = "budget" | "requests" | "tokens";

/** `limitKey(id)` and the kind after it. Budgets are counted in nano-dollars, the others in ones. */
export function counterKey(kind: CounterKind, id: string): string {
  return `${limitKey(id)}:${kind}`;
}

/** What all counters of one limit begin with: the `key` of a `Limit` in the slot `Limits`. */
export function limitKey(id: string): string {
  return `governance:${id}`;
}
