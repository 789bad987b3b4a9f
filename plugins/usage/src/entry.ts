/** One entry of the ledger in memory: opened before its outcome is known, and closed once. */
import type { Call, Exchange, Outcome, Refusal } from "@headgate/core";
import { Principal } from "@headgate/words";

/** Every entry has every field, so that all have one shape. Times are in ms; undefined: not reported. */
export interface Entry {
  readonly id: string;
  readonly kind: "request" | "call";
  /** For a call: its request's entry. */
  readonly request: string | undefined;
  /** The exchange's id, which the client may have chosen. */
  readonly correlation: string;
  readonly callerId: string | undefined;
  readonly callerName: string | undefined;
  readonly operation: string;
  readonly dialect: string;
  readonly stream: boolean;
  /** The provider that answered, or was meant to if none did. */
  provider: string;
  model: string;
  /** As the client wrote it. */
  requested: string | undefined;
  /** The name of the gateway's key; a caller's own has none. */
  credential: string | undefined;
  owner: "gateway" | "caller" | undefined;
  /** For a request: how many calls were sent. For a call: its number, from 1. */
  attempt: number;
  time: number;
  latency: number;
  firstEvent: number | undefined;
  status: number;
  /** Undefined while it is open. */
  ended: Outcome["ended"] | undefined;
  errorCode: string | undefined;
  errorBy: string | undefined;
  usage: Outcome["usage"];
  /** Nano-dollars. */
  cost: number | undefined;
  prices: string | undefined;
}

export function openRequest(id: string, x: Exchange, call: Call): Entry {
  const principal = x.get(Principal);
  return open(id, "request", undefined, x, call, principal?.id, principal?.name, 0);
}

/** `parent` is absent for a call whose exchange never passed the ledger's place. */
export function openCall(id: string, x: Exchange, call: Call, parent: Entry | undefined, attempt: number): Entry {
  const caller = parent ?? openRequest("", x, call);
  const entry = open(id, "call", parent?.id, x, call, caller.callerId, caller.callerName, attempt);
  entry.requested = parent ? (parent.requested ??= requestedOf(x, parent)) : requestedOf(x, entry);
  return entry;
}

/** `thrown` is the error of a pass that has no reply, and so no status. */
export function close(entry: Entry, outcome: Outcome, thrown: Refusal | undefined): void {
  const { call, startedAt, committedAt } = outcome;
  const error = outcome.error ?? thrown;
  if (call) {
    entry.provider = call.provider;
    entry.model = call.model;
  }
  entry.time = startedAt;
  entry.latency = outcome.endedAt - startedAt;
  entry.firstEvent = committedAt === undefined ? undefined : committedAt - startedAt;
  // A rendered reply has the status that its client sees; one that began as a success keeps that status however it ends.
  entry.status = error && outcome.ended !== "cut" ? error.status : outcome.status || 500;
  entry.ended = outcome.ended;
  entry.errorCode = error?.code;
  entry.errorBy = error?.by;
  entry.usage = outcome.usage;
}

/** Read only after the last byte, because it looks into the body. */
export function requestedOf(x: Exchange, wanted: Pick<Entry, "provider" | "model">): string {
  const written = x.field("model");
  if (typeof written === "string") return written;
  return wanted.provider === "" ? wanted.model : `${wanted.provider}/${wanted.model}`;
}

function open(
  id: string,
  kind: Entry["kind"],
  request: string | undefined,
  x: Exchange,
  call: Call,
  callerId: string | undefined,
  callerName: string | undefined,
  attempt: number,
): Entry {
  return {
    id,
    kind,
    request,
    correlation: x.id,
    callerId,
    callerName,
    operation: x.operation,
    dialect: x.dialect,
    stream: x.stream,
    provider: call.provider,
    model: call.model,
    requested: undefined,
    credential: undefined,
    owner: undefined,
    attempt,
    time: 0,
    latency: 0,
    firstEvent: undefined,
    status: 0,
    ended: undefined,
    errorCode: undefined,
    errorBy: undefined,
    usage: undefined,
    cost: undefined,
    prices: undefined,
  };
}
