/** What the edge itself refuses, before any plugin has seen the request. */
import { type Refusal, refuse } from "@headgate/core";
import type { Wrong } from "@headgate/dialects";
import type { Scan } from "@headgate/wire";
import type { Faulty } from "./faults.ts";

export function unknownPath(method: string, path: string): Refusal {
  return door("endpoint_not_found", 404, `endpoint not found: ${method} ${path}`);
}

export function wrongMethod(method: string, path: string, allowed: readonly string[]): Refusal {
  // OpenAI's words, followed by what would be right.
  const message = `Not allowed to ${method} on ${path}. (HINT: Perhaps you meant to use a different HTTP method?)`;
  return door("method_not_allowed", 405, `${message} Expected ${allowed.join(" or ")}.`);
}

export function wrongType(found: string): Refusal {
  return door("unsupported_media_type", 415, `content-type is ${JSON.stringify(found)}; expected application/json`);
}

export function wrongEncoding(found: string): Refusal {
  return door("unsupported_media_type", 415, `content-encoding is ${JSON.stringify(found)}; send the body uncompressed`);
}

export function tooLarge(limit: number): Refusal {
  return door("request_too_large", 413, `the request body is larger than ${limit} bytes, the limit of this gateway`);
}

export function notLoopback(what: string): Refusal {
  return door("forbidden_origin", 403, `the demo answers only this machine: ${what}; write a config to serve others`);
}

/** Nobody reads this answer; the log shows it, as nginx does. */
export const clientLeft: Refusal = door("client_closed_request", 499, "the client closed the connection");

/** What went wrong is in the log; it may quote a secret. */
export const mishandled: Refusal = {
  ...door("internal_error", 500, "the gateway failed"),
  type: "server_error",
};
export const shuttingDown: Refusal = { ...door("shutting_down", 503, "the gateway is shutting down"), type: "server_error" };

/** A body that is not one JSON object, or that two parsers could read differently. */
export function badBody(scan: Extract<Scan, { ok: false }>): Refusal {
  if (scan.reason === "duplicate") {
    const message = `${scan.name} appears twice in the body (at byte ${scan.at}); expected it once`;
    return { ...door("invalid_json", 400, message), param: scan.name };
  }
  const found = { not_an_object: "is not a JSON object", too_deep: "is nested too deeply", invalid: "is not valid JSON" }[
    scan.reason
  ];
  return door("invalid_json", 400, `the request body ${found} (at byte ${scan.at})`);
}

export function escapedModel(): Refusal {
  return { ...door("invalid_json", 400, "the key model is written with escapes; write it plainly"), param: "model" };
}

export function missing(param: string, message: string): Faulty {
  return { ...door("missing_required_parameter", 400, message), param };
}

export function wrongValue(param: string, message: string): Faulty {
  return { ...door("invalid_value", 400, message), param };
}

/** What the operation itself found. */
export function wrongInside({ code, message, param }: Wrong): Faulty {
  return { ...door(code, 400, message), param };
}

export function invalidPassthroughPath(): Refusal {
  return door("invalid_path", 400, "invalid passthrough path");
}

export function directKeyRefused(provider: string | undefined): Refusal {
  const who = provider ?? "the provider of this model";
  return door("direct_key_not_allowed", 400, `x-bf-direct-key is true, but ${who} takes no key of a client's own: leave it out`);
}

export function directKeyMissing(): Refusal {
  const message =
    "x-bf-direct-key is true, but no provider key came with it; send it as authorization: Bearer, x-api-key, x-goog-api-key or api-key, and your key for this gateway as x-bf-vk";
  return door("direct_key_missing", 400, message);
}

function door(code: string, status: number, message: string): Refusal {
  return refuse({ code, status, message, by: "gateway", type: status === 403 ? "permission_error" : "invalid_request_error" });
}
