/** What an answer used: reported in its usage object, or measured by its operation. */
import type { Call, Usage } from "@headgate/core";
import type { Operation, ReadField } from "@headgate/dialects";
import { fieldOf } from "@headgate/wire";

export function usageTold({ usage }: Operation, found: unknown): Usage | undefined {
  return found ? { estimated: false, units: usage(found as Readonly<Record<string, unknown>>) } : undefined;
}

export function usageMeasured({ measure }: Operation, answer: ReadField, { body }: Call): Usage | undefined {
  return measure?.(answer, (name) => fieldOf(body, name));
}
