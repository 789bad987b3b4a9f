/** What is wrong with a request, and how all of it is said at once. */
import { type Refusal, refuse } from "@headgate/core";
import type { RequestFault as Fault } from "@headgate/words";

export type { Fault };

/** A body can hold more faults than anybody reads. */
export const mostFaults = 100;

/** One fault keeps its code. Several share `invalid_value`, the first one's param, and stand one by one in `details`. */
export function refusalOf(faults: readonly Fault[]): Refusal {
  const [first, ...others] = faults as readonly [Fault, ...Fault[]];
  if (others.length === 0) return refuse({ ...first, status: 400 });
  const message = faults.map((fault) => fault.message).join("; ");
  return refuse({ code: "invalid_value", status: 400, message, param: first.param, details: faults });
}
