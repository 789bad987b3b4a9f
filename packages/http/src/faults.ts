/** All that is wrong with the fields of a body, told at once: what the door found, and what a plugin would have found behind it. */
import type { Refusal } from "@headgate/core";

/** One fault of one field. */
export interface Fault {
  readonly message: string;
  readonly param: string;
  readonly code: string;
}

/** One fault that is refused alone. */
export interface Faulty extends Refusal {
  readonly param: string;
}

/** A body can hold more faults than anybody reads. */
const most = 100;

/**
 * One fault keeps its code. Several share `invalid_value`, the first one's param, and stand one by one in `details`. What is said
 * of a field `behind` the door counts only where the door has said nothing of it.
 */
export function together(found: readonly Faulty[], behind: readonly Fault[]): Refusal {
  const others = behind.filter(({ param }) => !found.some((fault) => fault.param === param));
  const details = [...found, ...others].slice(0, most).map(({ message, param, code }): Fault => ({ message, param, code }));
  if (details.length === 1) return found[0]!;
  return { ...found[0]!, code: "invalid_value", message: details.map(({ message }) => message).join("; "), details };
}
