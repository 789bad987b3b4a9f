/** How a call reaches its provider: unchanged where both speak one dialect, else through the canonical form. */
import type { Call, Exchange } from "@headgate/core";
import type { Dialect, Format, Operation, Statuses } from "@headgate/dialects";
import { usualStatuses } from "./abroad.ts";
import type { Place } from "./place.ts";

export interface Carriage {
  /** The provider's operation. */
  readonly operation: Operation;
  /** Absent: the bytes pass. */
  readonly between?: Between | undefined;
}

export interface Between {
  readonly client: Format;
  readonly provider: Format;
  /** The client's operation as `extra_fields` names it. */
  readonly requestType: string;
  /** Those of the client's vendor; absent: the provider has the same vendor, and errors need no translation. */
  readonly statuses?: Statuses | undefined;
}

/** Undefined: this provider has no operation for it. */
export function carriageOf(x: Exchange, { wire, operations }: Place, dialects: readonly Dialect[]): Carriage | undefined {
  const same = wire.name === x.dialect;
  const own = same ? operationOf(wire, x.operation) : undefined;
  // Only conversations can be translated; anything else is left to the provider to refuse.
  if (same && (!own?.format || serves(operations, own))) return own && { operation: own };
  const speaks = dialects.find(({ name }) => name === x.dialect);
  const wanted = speaks && operationOf(speaks, x.operation);
  // The first is the one that most servers of a dialect support.
  const operation = wire.operations.find((each) => each.format && serves(operations, each));
  const [client, provider] = [wanted?.format, operation?.format];
  if (!client || !provider) return undefined;
  const statuses = same ? undefined : (speaks?.statuses ?? usualStatuses);
  return { operation: operation!, between: { client, provider, requestType: wanted!.requestType, statuses } };
}

export function pathOf({ upstreamPath }: Operation, { model }: Call, stream: boolean): string {
  return typeof upstreamPath === "string" ? upstreamPath : upstreamPath({ model, stream });
}

function serves(operations: readonly string[] | undefined, { name }: Operation): boolean {
  return operations?.includes(name) ?? true;
}

function operationOf({ operations }: Dialect, wanted: string): Operation | undefined {
  return operations.find(({ name }) => name === wanted);
}
