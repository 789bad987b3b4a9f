/** The list of faults in force: the first that matches a call is taken, and removed after its `times`. */
import type { Fault } from "./fault.ts";

/** What a fault can be matched against. */
export interface Traits {
  readonly operation: string;
  readonly model: string | undefined;
  readonly key: string | undefined;
  readonly stream: boolean;
}

export interface Script {
  replace(faults: readonly Fault[]): void;
  take(call: Traits): Fault | undefined;
}

export function createScript(first: readonly Fault[]): Script {
  let entries = fresh(first);
  return {
    replace(faults) {
      entries = fresh(faults);
    },
    take(call) {
      const entry = entries.find((candidate) => candidate.left > 0 && meets(candidate.fault, call));
      if (!entry) return undefined;
      entry.left--;
      return entry.fault;
    },
  };
}

export function meets(fault: Fault, call: Traits): boolean {
  return (
    (fault.model === undefined || fault.model === call.model) &&
    (fault.key === undefined || fault.key === call.key) &&
    (fault.operation === undefined || fault.operation === call.operation) &&
    (fault.stream === undefined || fault.stream === call.stream)
  );
}

function fresh(faults: readonly Fault[]): { readonly fault: Fault; left: number }[] {
  return faults.map((fault) => ({ fault, left: fault.times ?? Infinity }));
}
