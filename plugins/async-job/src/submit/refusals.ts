/** Why a request does not become a job, and why a job is not shown. */
import { type Refusal, refuse } from "@headgate/core";

/** Always these words, so that nobody learns from them whether there is such a job. */
export const notFound: Refusal = refuse({
  code: "job_not_found",
  status: 404,
  message: "job not found or expired",
  type: "invalid_request_error",
});

/** Stored with another `encryptionKey`: the operator must say. */
export const sealed: Refusal = refuse({
  code: "job_unreadable",
  status: 500,
  message: "this job was stored with an encryptionKey that the gateway does not have now",
  type: "server_error",
});

export function streamed(what: string): Refusal {
  return invalid("stream_not_supported", `stream is not supported for async ${what}`, "stream");
}

export const streamedOnSdkRoute: Refusal = invalid(
  "stream_not_supported",
  "streaming is not supported for async requests",
  "stream",
);

export const notOnThisRoute: Refusal = invalid("async_not_supported", "async operation is not supported on this route");

/** Without its key it would run on ours. */
export const ownKey: Refusal = invalid(
  "direct_key_not_stored",
  "a request with x-bf-direct-key cannot become a job: a caller's own provider key is never stored; leave the header out, or call without async",
);

export function badHeader(name: string, found: string, expected: string): Refusal {
  return invalid("invalid_header", `${name} is ${JSON.stringify(found.slice(0, 80))}; expected ${expected}`, name);
}

export const reusedKey: Refusal = refuse({
  code: "idempotency_key_reused",
  status: 409,
  message: "this Idempotency-Key was used for another request: use a new key, or send the same path and body again",
  type: "invalid_request_error",
  param: "idempotency-key",
});

function invalid(code: string, message: string, param?: string): Refusal {
  return refuse({ code, status: 400, message, type: "invalid_request_error", ...(param !== undefined && { param }) });
}
