/** The outcome of one request, for the access log, reported after its last byte. The query is left out: it can carry a key. */
import type { Outcome, Refusal, Usage } from "@headgate/core";
import type { IncomingMessage } from "node:http";

export interface Access {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  /** Absent: no such route. */
  readonly operation: string | undefined;
  readonly status: number;
  readonly ended: Outcome["ended"];
  readonly ms: number;
  /** Of the body. */
  readonly bytes: number;
  readonly provider: string | undefined;
  readonly model: string | undefined;
  /** The mask of the last key that was tried, if a plugin or the client chose one. */
  readonly credential: string | undefined;
  readonly usage: Usage["units"] | undefined;
  readonly error: Pick<Refusal, "code" | "by"> | undefined;
}

export function accessOf(
  id: string,
  { method = "", url = "" }: IncomingMessage,
  operation: string | undefined,
  ms: number,
  { status, ended, error, call, usage, bytes }: Outcome,
): Access {
  const at = url.indexOf("?");
  return {
    id,
    method,
    path: at < 0 ? url : url.slice(0, at),
    operation,
    status,
    ended,
    ms,
    bytes,
    provider: call?.provider,
    model: call?.model,
    credential: call?.credential?.mask,
    usage: usage?.units,
    error: error && { code: error.code, by: error.by },
  };
}
