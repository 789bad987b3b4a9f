/** Anthropic's envelope and headers, with the sentences the real service uses for each status. */
import { event, type Whole } from "../answer.ts";
import type { RecordedCall } from "../calls.ts";
import { anthropicId } from "../ids.ts";
import { fieldsOf, type Asked, type Dialect } from "./dialect.ts";

export const anthropic: Dialect = {
  name: "anthropic",
  whole: "application/json",
  events: "text/event-stream; charset=utf-8",
  requestId: () => anthropicId("req_011C"),
  headers: (id) => ({ "request-id": id, "anthropic-organization-id": "00000000-0000-4000-8000-51a01a7ed000" }),
  noSuchPath: (_method, _path, id) => refusal(404, "Not found", id),
  wrongMethod: (_method, _path, id) => refusal(405, "Method Not Allowed", id),
  refuse,
  failed: (status, id) => envelope(typeOf(status), sentences[status] ?? sentences[status >= 500 ? 500 : 400] ?? "", id),
  scripted: (fields, id) => JSON.stringify({ type: "error", error: scriptedFields(fields), request_id: id }),
};

/** A refused request, with the error type for its status. */
export function refusal(status: number, message: string, id: string): Whole {
  return { status, json: envelope(typeOf(status), message, id) };
}

/** How a stream of messages ends with an error. */
export function errorEvent(fields: unknown): string {
  return event("error", { error: scriptedFields(fields) });
}

function refuse({ call, id, body, settings, modelless }: Asked): Whole | undefined {
  if (settings.keys && (call.key === undefined || !settings.keys.has(call.key))) return unknownKey(call, id);
  if (call.headers["anthropic-version"] === undefined) return refusal(400, "anthropic-version: header is required", id);
  if (call.method === "POST" && !body && !modelless)
    return refusal(400, "The request body is not valid JSON: expected an object", id);
  return undefined;
}

function unknownKey({ key, headers }: RecordedCall, id: string): Whole {
  if (key === undefined) return refusal(401, "x-api-key header is required", id);
  return refusal(401, headers["x-api-key"] === undefined ? "Invalid bearer token" : "invalid x-api-key", id);
}

function envelope(type: string, message: string, id: string): string {
  return JSON.stringify({ type: "error", error: { type, message }, request_id: id });
}

function scriptedFields(fields: unknown): object {
  return { type: "api_error", message: sentences[500], ...fieldsOf(fields) };
}

function typeOf(status: number): string {
  return types[status] ?? (status >= 500 ? "api_error" : "invalid_request_error");
}

const types: Readonly<Record<number, string>> = {
  401: "authentication_error",
  402: "billing_error",
  403: "permission_error",
  404: "not_found_error",
  409: "conflict_error",
  413: "request_too_large",
  429: "rate_limit_error",
  504: "timeout_error",
  529: "overloaded_error",
};

const sentences: Readonly<Record<number, string>> = {
  400: "The request was refused by the simulator's script.",
  401: "invalid x-api-key",
  402: "Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing to upgrade or purchase credits.",
  403: "Your API key does not have permission to use the specified resource.",
  404: "Not found",
  409: "The request conflicts with another one.",
  413: "Request exceeds the maximum size",
  429: "This request would exceed your organization's rate limit. Please try again later.",
  500: "Internal server error",
  504: "Request timed out",
  529: "Overloaded",
};
