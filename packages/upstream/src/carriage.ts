/** How a call reaches its provider: as it is where both speak one dialect, else by the form between the dialects. */
import type { Call, Exchange } from "@headgate/core";
import type { Dialect, Format, Operation } from "@headgate/dialects";
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
}

/** Undefined: this provider has nothing that would serve it. */
export function carriageOf(x: Exchange, { wire }: Place, dialects: readonly Dialect[]): Carriage | undefined {
  if (wire.name === x.dialect) {
    const operation = operationOf(wire, x.operation);
    return operation && { operation };
  }
  const speaks = dialects.find(({ name }) => name === x.dialect);
  const wanted = speaks && operationOf(speaks, x.operation);
  // The first is the one that most servers of a dialect have.
  const operation = wire.operations.find(({ format }) => format);
  const [client, provider] = [wanted?.format, operation?.format];
  if (!client || !provider) return undefined;
  return { operation: operation!, between: { client, provider, requestType: wanted!.requestType } };
}

export function pathOf({ upstreamPath }: Operation, { model }: Call, stream: boolean): string {
  return typeof upstreamPath === "string" ? upstreamPath : upstreamPath({ model, stream });
}

function operationOf({ operations }: Dialect, wanted: string): Operation | undefined {
  return operations.find(({ name }) => name === wanted);
}
