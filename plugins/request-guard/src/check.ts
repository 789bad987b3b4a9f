/** Checks one field, straight from its bytes: nothing is parsed that has no rule. */
import type { Entry } from "@headgate/wire";
import type { Fault } from "./faults.ts";

/** Undefined if nothing is wrong. A field that is null counts as absent. */
export type Check = (bytes: Buffer, entry: Entry) => readonly Fault[] | undefined;

const FIRST_OF_NULL = 0x6e;

export function isNull(bytes: Buffer, { valueStart }: Entry): boolean {
  return bytes[valueStart] === FIRST_OF_NULL;
}

/** A field that this model does not accept. */
export function createUnsupportedCheck(name: string): Check {
  const faults = unsupported(name);
  return (bytes, entry) => (isNull(bytes, entry) ? undefined : faults);
}

export function unsupported(name: string): readonly Fault[] {
  const message = `Unsupported parameter: '${name}' is not supported with this model.`;
  return [{ message, param: name, code: "unsupported_parameter" }];
}
