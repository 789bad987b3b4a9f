/** The faults of a request, and how all of them are reported at once. */
import { type Refusal, refuse } from "@headgate/core";
import type { RequestFault as Fault } from "@headgate/words";

export type { Fault };

/** A body can have more faults than anybody would read. */
export const mostFaults = 100;

/** A single fault keeps its code. Several get `invalid_value` and the first one's param, and are listed in `details`. */
export function refusalOf(faults: readonly Fault[]): Refusal {
  const [first, ...others] = faults as readonly [Fault, ...Fault[]];
  if (others.length === 0) return refuse({ ...first, status: 400 });
  const message = faults.map((fault) => fault.message).join("; ");
  return refuse({ code: "invalid_value", status: 400, message, param: first.param, details: faults });
}
