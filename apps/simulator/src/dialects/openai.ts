/** OpenAI's envelope and headers, with the sentences the real service uses for each status. */
import { data, type Whole } from "../answer.ts";
import { requestId } from "../ids.ts";
import { fieldsOf, type Asked, type Dialect } from "./dialect.ts";

interface ErrorFields {
  readonly message: string;
  readonly type: string;
  readonly param: string | null;
  readonly code: string | null;
}

export const openai: Dialect = {
  name: "openai",
  whole: "application/json",
  events: "text/event-stream; charset=utf-8",
  requestId,
  headers: (id, tookMs) => ({
    "x-request-id": id,
    "openai-processing-ms": String(Math.max(1, Math.round(tookMs))),
    "openai-version": "2020-10-01",
  }),
  noSuchPath: (method, path) => problem(404, `Invalid URL (${method} ${path})`),
  wrongMethod: (method, path) =>
    problem(405, `Not allowed to ${method} on ${path}. (HINT: Perhaps you meant to use a different HTTP method?)`),
  refuse,
  failed: (status) => JSON.stringify({ error: errorOf(status) }),
  scripted: (fields) => JSON.stringify({ error: scriptedError(fields) }),
};

export function problem(status: number, message: string, code: string | null = null, param: string | null = null): Whole {
  return {
    status,
    json: JSON.stringify({ error: { message, type: "invalid_request_error", param, code } }),
  };
}

export function unknownModel(model: string): Whole {
  return problem(404, `The model \`${model}\` does not exist or you do not have access to it.`, "model_not_found");
}

export function missing(param: string): Whole {
  return problem(400, `Missing required parameter: '${param}'.`, "missing_required_parameter", param);
}

/** Scripted error fields, bare or inside `{error}`, over the ones of a server error. */
export function scriptedError(fields: unknown): ErrorFields {
  return { ...serverError, ...fieldsOf(fields) };
}

/** How chat and completions end: well, and with an error. */
export const doneFrame = "data: [DONE]\n\n";
export function bareFailure(fields: unknown): string {
  return data({ error: scriptedError(fields) });
}

const serverError: ErrorFields = {
  message: "The server had an error while processing your request. Sorry about that!",
  type: "server_error",
  param: null,
  code: null,
};

function refuse({ call, body, settings, modelless }: Asked): Whole | undefined {
  if (settings.keys && (call.key === undefined || !settings.keys.has(call.key))) return unknownKey(call.key);
  if (call.method !== "POST" || modelless) return undefined;
  if (!body) return problem(400, "We could not parse the JSON body of your request. The OpenAI API expects a JSON payload.");
  if (call.model === undefined) return missing("model");
  return settings.models.has(call.model) ? undefined : unknownModel(call.model);
}

function unknownKey(key: string | undefined): Whole {
  if (key === undefined)
    return problem(
      401,
      "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth.",
    );
  const mask = `${key.slice(0, 3)}***${key.slice(-4)}`;
  return problem(401, `Incorrect API key provided: ${mask}. You can find your API key in your account.`, "invalid_api_key");
}

function errorOf(status: number): ErrorFields {
  const [type, code, message] = sentences[status] ?? (status >= 500 ? sentences[500] : sentences[400]) ?? [];
  return {
    message: message ?? serverError.message,
    type: type ?? serverError.type,
    param: null,
    code: code ?? null,
  };
}

const sentences: Record<number, readonly [type: string, code: string | null, message: string]> = {
  400: ["invalid_request_error", "invalid_value", "The request was refused by the simulator's script."],
  401: ["invalid_request_error", "invalid_api_key", "Incorrect API key provided. You can find your API key in your account."],
  402: [
    "insufficient_quota",
    "insufficient_quota",
    "You exceeded your current quota, please check your plan and billing details.",
  ],
  403: ["permission_error", "permission_denied", "Your key is not allowed to do this."],
  404: ["invalid_request_error", "model_not_found", "The model does not exist or you do not have access to it."],
  408: ["server_error", "request_timeout", "The request timed out."],
  409: ["invalid_request_error", "conflict", "The request conflicts with another one."],
  429: ["requests", "rate_limit_exceeded", "Rate limit reached for requests. Please try again later."],
  500: [serverError.type, null, serverError.message],
  503: ["server_error", "overloaded", "The engine is currently overloaded, please try again later."],
};
