/** The dialect's error envelope, with the sentences the real service uses for each status. */
import type { Whole } from "./answer.ts";

export interface ErrorFields {
  readonly message: string;
  readonly type: string;
  readonly param: string | null;
  readonly code: string | null;
}

export const serverError: ErrorFields = {
  message: "The server had an error while processing your request. Sorry about that!",
  type: "server_error",
  param: null,
  code: null,
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

/** What the service says with a status that only the script asked for. */
export function errorOf(status: number): ErrorFields {
  const [type, code, message] = sentences[status] ?? (status >= 500 ? sentences[500] : sentences[400]) ?? [];
  return {
    message: message ?? serverError.message,
    type: type ?? serverError.type,
    param: null,
    code: code ?? null,
  };
}

/** Scripted error fields, bare or inside `{error}`, over the ones of a server error. */
export function scriptedError(fields: unknown): object {
  const inner: unknown = typeof fields === "object" && fields !== null && "error" in fields ? fields.error : fields;
  return typeof inner === "object" ? { ...serverError, ...inner } : serverError;
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
