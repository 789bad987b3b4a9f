/** How a call reaches its provider: as it is where both speak one dialect, else by the form between the dialects. */
import type { Call, Exchange } from "@headgate/core";
import type { Dialect, Format, Operation, Statuses } from "@headgate/dialects";
import { usualStatuses } from "./abroad.ts";
import type { Place } from "./place.ts";

export interface Carriage {
  /** The provider's. */
  readonly operation: Operation;
  /** Absent: the bytes pass. */
  readonly between?: Between | undefined;
}

export interface Between {
  readonly client: Format;
  readonly provider: Format;
  /** Of the client's operation: what `extra_fields` calls it. */
  readonly requestType: string;
  /** Of the client's vendor; absent: it is the provider's own, whose errors need no translation. */
  readonly statuses?: Statuses | undefined;
}

/** Undefined: this provider has nothing that would serve it. */
export function carriageOf(x: Exchange, { wire, operations }: Place, dialects: readonly Dialect[]): Carriage | undefined {
  const same = wire.name === x.dialect;
  const own = same ? operationOf(wire, x.operation) : undefined;
  // What is no conversation can be nothing else: the provider itself says so, if it must.
  if (same && (!own?.format || serves(operations, own))) return own && { operation: own };
  const speaks = dialects.find(({ name }) => name === x.dialect);
  const wanted = speaks && operationOf(speaks, x.operation);
  // The first is the one that most servers of a dialect have.
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
