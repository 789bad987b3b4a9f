/** The dialects of clients: how each sends its key and reads an error, and what its official SDK makes of one. */
import { ApiError, GoogleGenAI } from "@google/genai";
import Anthropic, { APIError } from "anthropic1";
import { clientKey } from "../start/config.ts";
import { type Client as OpenAI, connect, openai7 } from "../start/sdks.ts";
import { isRecord, malformed, type ShownError } from "./seen.ts";

export interface Client {
  readonly dialect: "openai" | "anthropic" | "gemini";
  credential(key: string): Readonly<Record<string, string>>;
  /** Of a body or of the last frame of a stream; throws when that has not all the fields that this dialect's errors have. */
  errorIn(body: unknown): ShownError;
  /** What this dialect calls an error of this of OpenAI's types. */
  typeOf(type: string): string;
  /** Of what the SDK threw; undefined when that is no error of an answer. */
  thrown(error: unknown): { readonly status: number | undefined; readonly code: string | null } | undefined;
  /** What it hears in place of another vendor's 503. */
  readonly overloaded: 503 | 529;
  /** An error frame has a status too. */
  readonly framesTellStatus: boolean;
}

/** Nothing may hang: more than the sum of the short timers, with room for a busy machine. */
export const deadlineMs = 30_000;

export function openaiSdk(gateway: { readonly url: string }): OpenAI {
  return connect(openai7, gateway, clientKey).withOptions({ timeout: deadlineMs });
}
export function anthropicSdk({ url }: { readonly url: string }): Anthropic {
  return new Anthropic({ baseURL: `${url}/anthropic`, apiKey: clientKey, maxRetries: 0, timeout: deadlineMs });
}
export function googleSdk({ url }: { readonly url: string }): GoogleGenAI {
  return new GoogleGenAI({ apiKey: clientKey, httpOptions: { baseUrl: `${url}/genai`, timeout: deadlineMs } });
}

export const openai: Client = {
  dialect: "openai",
  credential: (key) => ({ authorization: `Bearer ${key}` }),
  errorIn(body) {
    const { message, type, code, param } = errorOf(body);
    return shown({ message, type, code, param });
  },
  typeOf: (type) => type,
  thrown: (error) => (error instanceof openai7.APIError ? { status: error.status, code: error.code ?? null } : undefined),
  overloaded: 503,
  framesTellStatus: false,
};

export const anthropic: Client = {
  dialect: "anthropic",
  credential: (key) => ({ "x-api-key": key }),
  errorIn(body) {
    const { message, type, details, param = null } = errorOf(body);
    if ((body as { type?: unknown }).type !== "error") return malformed("not an error envelope", JSON.stringify(body));
    return shown({ message, type, code: isRecord(details) ? details["error_code"] : undefined, param });
  },
  typeOf: (type) => type,
  thrown: (error) =>
    error instanceof APIError ? { status: error.status as number | undefined, code: error.errorCode } : undefined,
  overloaded: 529,
  framesTellStatus: false,
};

const names: Readonly<Record<string, string>> = { rate_limit_error: "RESOURCE_EXHAUSTED", api_error: "UNAVAILABLE" };

export const gemini: Client = {
  dialect: "gemini",
  credential: (key) => ({ "x-goog-api-key": key }),
  errorIn(body) {
    const { code: status, message, status: type = "", details } = errorOf(body);
    const found = Array.isArray(details) ? details.filter(isRecord) : [];
    const reason = found.find((detail) => String(detail["@type"]).endsWith("google.rpc.ErrorInfo"))?.["reason"];
    if (typeof status !== "number") return malformed("not an error envelope", JSON.stringify(body));
    return shown({ message, type, code: reason, param: null });
  },
  typeOf: (type) => names[type] ?? type,
  thrown: (error) =>
    error instanceof ApiError ? { status: error.status, code: /"reason":"([^"]+)"/.exec(error.message)?.[1] ?? null } : undefined,
  overloaded: 503,
  framesTellStatus: true,
};

function errorOf(body: unknown): Readonly<Record<string, unknown>> {
  const error = isRecord(body) ? body["error"] : undefined;
  return isRecord(error) ? error : malformed("not an error envelope", JSON.stringify(body));
}

/** An error has all fields of its schema, and its message says something. */
function shown({ message, type, code, param }: Readonly<Record<string, unknown>>): ShownError {
  const right = typeof message === "string" && message !== "" && typeof type === "string";
  if (!right || code === undefined || param === undefined)
    return malformed("not an error", JSON.stringify({ message, type, code }));
  return { message, type, code: code as string | null, param: param as string | null };
}
