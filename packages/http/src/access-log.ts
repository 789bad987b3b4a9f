/** One line per request, after its last byte. The query stays out: it may carry a key. */
import type { Log, Outcome } from "@headgate/core";
import type { IncomingMessage } from "node:http";

export interface Visit {
  readonly id: string;
  readonly req: IncomingMessage;
  readonly operation: string | undefined;
  readonly ms: number;
}

export function logAccess(
  log: Log,
  { id, req, operation, ms }: Visit,
  { status, ended, error, call, usage, bytes }: Outcome,
): void {
  const url = req.url ?? "";
  const at = url.indexOf("?");
  log.info(
    {
      id,
      method: req.method,
      path: at < 0 ? url : url.slice(0, at),
      operation,
      status,
      ended,
      ms,
      bytes,
      provider: call?.provider,
      model: call?.model,
      usage: usage?.units,
      error: error && { code: error.code, by: error.by },
    },
    "request",
  );
}
