/** The dialects of providers: where each is reached, and how it words its errors. */
import type { Fault } from "@headgate/simulator";

export interface Vendor {
  readonly dialect: "openai" | "anthropic" | "gemini";
  baseUrl(url: string): string;
  /** Whether its streams begin with an event that says nothing yet. */
  readonly opens: boolean;
  /** The fields of an error inside a 200 or a stream. */
  failure(message: string, code: string): object;
  /** An answer with this status and an error of its own. */
  refuses(status: number, message: string, code: string): Fault;
  /** What is said to a key that it does not know. */
  readonly wrongKey: Fault;
}

const openaiError = (message: string, code: string): object => ({ message, type: "server_error", param: null, code });

export const openai: Vendor = {
  dialect: "openai",
  baseUrl: (url) => `${url}/v1`,
  opens: true,
  failure: openaiError,
  refuses: (status, message, code) => ({ status, body: { error: openaiError(message, code) } }),
  wrongKey: { status: 401, body: { error: openaiError("Invalid API key", "invalid_api_key") } },
};

const anthropicError = (message: string, code: string): object => ({
  type: "api_error",
  message,
  details: { error_code: code },
});

export const anthropic: Vendor = {
  dialect: "anthropic",
  baseUrl: (url) => url,
  opens: true,
  failure: anthropicError,
  refuses: (status, message, code) => ({ status, body: { type: "error", error: anthropicError(message, code) } }),
  wrongKey: { status: 401, body: { type: "error", error: { type: "authentication_error", message: "Invalid API key" } } },
};

const rpc = "type.googleapis.com/google.rpc.";
const googleError = (status: number, message: string, reason: string): object => ({
  code: status,
  message,
  details: [{ "@type": `${rpc}ErrorInfo`, reason, domain: "googleapis.com" }],
});

export const gemini: Vendor = {
  dialect: "gemini",
  baseUrl: (url) => url,
  opens: false,
  // Its errors always tell a status: here the one that the others are taken to mean.
  failure: (message, code) => googleError(502, message, code),
  refuses: (status, message, code) => ({ status, body: { error: googleError(status, message, code) } }),
  // Not a 401.
  wrongKey: {
    status: 400,
    body: { error: googleError(400, "API key not valid. Please pass a valid API key.", "API_KEY_INVALID") },
  },
};

export const vendors: readonly Vendor[] = [openai, anthropic, gemini];
