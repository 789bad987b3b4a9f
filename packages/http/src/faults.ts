/** Everything wrong with the fields of a body, reported at once: what the door found, and what a plugin would have found later. */
import type { Refusal } from "@headgate/core";

/** One fault of one field. */
export interface Fault {
  readonly message: string;
  readonly param: string;
  readonly code: string;
}

/** One fault, as a refusal of its own. */
export interface Faulty extends Refusal {
  readonly param: string;
}

/** A body can hold more faults than anybody reads. */
const most = 100;

/**
 * One fault keeps its code. Several share `invalid_value` and the first one's param, and are listed in `details`. A fault that was
 * found `behind` the door counts only for a field that the door had nothing to say about.
 */
export function together(found: readonly Faulty[], behind: readonly Fault[]): Refusal {
  const others = behind.filter(({ param }) => !found.some((fault) => fault.param === param));
  const details = [...found, ...others].slice(0, most).map(({ message, param, code }): Fault => ({ message, param, code }));
  if (details.length === 1) return found[0]!;
  return { ...found[0]!, code: "invalid_value", message: details.map(({ message }) => message).join("; "), details };
}
