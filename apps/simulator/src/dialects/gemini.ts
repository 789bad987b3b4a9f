/** Google's envelope and headers, with the sentences the real service uses for each status. */
import type { Whole } from "../answer.ts";
import type { Fault } from "../fault.ts";
import { fieldsOf, type Asked, type Dialect } from "./dialect.ts";

export const gemini: Dialect = {
  name: "gemini",
  whole: "application/json; charset=UTF-8",
  events: "text/event-stream",
  requestId: () => "",
  headers: (_id, tookMs) => ({
    vary: "Origin, X-Origin, Referer",
    "server-timing": `gfet4t7; dur=${Math.max(1, Math.round(tookMs))}`,
    "x-content-type-options": "nosniff",
  }),
  noSuchPath: (method, path) => googleError(404, `Method not found: ${method} ${path}`),
  wrongMethod: (method, path) => googleError(404, `Method not found: ${method} ${path}`),
  refuse,
  failed: (status, _id, fault) => failed(status, fault),
  scripted: (fields) => JSON.stringify({ error: scriptedFields(fields) }),
};

/** A refused request, with the status name for its code. */
export function googleError(status: number, message: string, details?: readonly object[]): Whole {
  return {
    status,
    json: JSON.stringify({ error: { code: status, message, status: wordOf(status), ...(details && { details }) } }),
  };
}

/** Unknown protobuf fields and values of the wrong type are reported twice, as Google does. */
export function badField(description: string): Whole {
  return googleError(400, description, [{ "@type": `${rpc}BadRequest`, fieldViolations: [{ description }] }]);
}

export function unknownModel(model: string, method: string): Whole {
  return googleError(
    404,
    `models/${model} is not found for API version v1beta, or is not supported for ${method}. ` +
      "Call ModelService.ListModels to see the list of available models and their supported methods.",
  );
}

/** The error object of a scripted failure, bare fields or inside `{error}`, over the ones of an internal error. */
export function scriptedFields(fields: unknown): object {
  return { code: 500, message: sentences[500], status: "INTERNAL", ...fieldsOf(fields) };
}

const rpc = "type.googleapis.com/google.rpc.";

/** The real service answers a wrong key with 400, not 401. */
function refuse({ call, body, settings }: Asked): Whole | undefined {
  if (settings.keys && call.key === undefined) {
    return googleError(
      403,
      "Method doesn't allow unregistered callers (callers without established identity). " +
        "Please use API Key or other form of API consumer identity to call this API.",
    );
  }
  if (settings.keys && !settings.keys.has(call.key ?? "")) {
    const info = { "@type": `${rpc}ErrorInfo`, reason: "API_KEY_INVALID", domain: "googleapis.com" };
    return googleError(400, "API key not valid. Please pass a valid API key.", [info]);
  }
  if (call.method !== "POST") return undefined;
  if (!body) return googleError(400, "Invalid JSON payload received. Expected an object.");
  const [model = "", method = ""] = [call.model, call.path.split("?")[0]?.split(":").at(-1)];
  return settings.models.has(model) ? undefined : unknownModel(model, method);
}

function failed(status: number, fault: Fault): string {
  const message = sentences[status] ?? sentences[status >= 500 ? 500 : 400] ?? "";
  if (status !== 429) return googleError(status, message).json;
  const delay = `${waitOf(fault.headers)}s`;
  return googleError(429, `${message}\nPlease retry in ${delay}.`, [
    {
      "@type": `${rpc}QuotaFailure`,
      violations: [{ quotaId: "GenerateRequestsPerMinutePerProjectPerModel", quotaValue: "1" }],
    },
    { "@type": `${rpc}RetryInfo`, retryDelay: delay },
  ]).json;
}

/** Seconds from the script's `retry-after`, so that header and body agree; otherwise 1. */
function waitOf(headers: Fault["headers"]): number {
  const scripted = Object.entries(headers ?? {}).find(([name]) => name.toLowerCase() === "retry-after")?.[1];
  const seconds = Number(scripted);
  return scripted !== undefined && Number.isFinite(seconds) ? seconds : 1;
}

function wordOf(status: number): string {
  return words[status] ?? (status >= 500 ? "INTERNAL" : "INVALID_ARGUMENT");
}

const words: Readonly<Record<number, string>> = {
  401: "UNAUTHENTICATED",
  402: "FAILED_PRECONDITION",
  403: "PERMISSION_DENIED",
  404: "NOT_FOUND",
  408: "DEADLINE_EXCEEDED",
  409: "ABORTED",
  429: "RESOURCE_EXHAUSTED",
  499: "CANCELLED",
  503: "UNAVAILABLE",
  504: "DEADLINE_EXCEEDED",
  529: "UNAVAILABLE",
};

const sentences: Readonly<Record<number, string>> = {
  400: "The request was refused by the simulator's script.",
  401: "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid credential.",
  402: "Billing is not enabled for this project. Enable billing in Google AI Studio.",
  403: "Your API key does not have permission to use this resource.",
  404: "Requested entity was not found.",
  408: "The request timed out.",
  409: "The operation was aborted.",
  413: "Request payload size exceeds the limit: 20971520 bytes.",
  429: "You exceeded your current quota, please check your plan and billing details.",
  500: "An internal error has occurred. Please retry or report in https://developers.generativeai.google/guide/troubleshooting",
  503: "The model is overloaded. Please try again later.",
  504: "Deadline expired before operation could complete.",
  529: "The model is overloaded. Please try again later.",
};
