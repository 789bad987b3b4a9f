/** A refusal as the client's dialect says it, with the headers that tell a client whether to try again. */
import { type HostParts, type Refusal, refuse, type Reply } from "@headgate/core";
import type { Dialect, Operation } from "@headgate/dialects";

/** Clients are never told to wait longer than this: some SDKs obey any number. */
const longestWaitMs = 60_000;

/** Gives an error the status, headers and body that its client is to see; leaves any other reply as it is. */
export function renderReply(reply: Reply, dialect: Dialect, operation: Operation | undefined): void {
  const { error, call } = reply;
  if (!error) return;
  const shown = ofOurKey(error);
  // The provider's own bytes reach the client, but not when they are about a key that is not the client's.
  if (reply.body !== null && shown === error) {
    reply.headers = { ...reply.headers, ...retryHeaders(error) };
    return;
  }
  const about = { provider: call?.provider, model_requested: call?.model, request_type: operation?.requestType };
  reply.headers = { ...reply.headers, "content-type": "application/json", ...retryHeaders(shown) };
  reply.status = shown.status;
  reply.body = Buffer.from(dialect.renderError(shown, about));
}

/** For answers that do not pass the edge, such as a stored job's. */
export function createRender(dialects: readonly Dialect[]): HostParts["render"] {
  return (x, reply) => {
    const dialect = dialects.find(({ name }) => name === x.dialect) ?? dialects[0]!;
    renderReply(
      reply,
      dialect,
      dialect.operations.find(({ name }) => name === x.operation),
    );
  };
}

/** `retry-after` only where the provider or a cooldown gave one. */
function retryHeaders({ retryAfterMs, code, status }: Refusal): Record<string, string> {
  const headers: Record<string, string> = {};
  if (retryAfterMs !== undefined) {
    const wait = Math.min(retryAfterMs, longestWaitMs);
    headers["retry-after-ms"] = String(Math.ceil(wait));
    headers["retry-after"] = String(Math.ceil(wait / 1000));
  }
  if (hopeless.has(code) || status === 402) headers["x-should-retry"] = "false";
  return headers;
}

/** Codes for which neither waiting nor asking again helps. */
const hopeless = new Set(["insufficient_quota", "internal_error", "upstream_auth_error", "client_closed_request"]);

/** A provider that rejects our key has not rejected the caller: 401 and 403 become 502. */
function ofOurKey(refusal: Refusal): Refusal {
  const { by, scope, status } = refusal;
  if (by !== "provider" || scope !== "key" || (status !== 401 && status !== 403)) return refusal;
  const message = "inference failed: the provider rejected the gateway's own credential";
  return refuse({ code: "upstream_auth_error", status: 502, message, type: "server_error", by, scope });
}
