/** Reads the error object of OpenAI, Anthropic and compatible servers. */
import type { ErrorFacts } from "../error-facts.ts";
import { isRecord } from "./expect.ts";

/** Only a body with a message is an error that can be relayed. */
export function readError(body: Uint8Array): ErrorFacts | undefined {
  try {
    const parsed: unknown = JSON.parse(new TextDecoder().decode(body));
    const error = isRecord(parsed) ? (parsed["error"] ?? (parsed["type"] === "error" ? parsed : undefined)) : undefined;
    return typeof error === "string" || (isRecord(error) && typeof error["message"] === "string")
      ? errorFacts({ error })
      : undefined;
  } catch {
    return undefined;
  }
}

/** Reads `{error: {...}}`, `{error: "text"}` or a bare error object; undefined if it says nothing. */
export function errorFacts(parsed: unknown): ErrorFacts | undefined {
  if (!isRecord(parsed)) return undefined;
  const error = parsed["error"] ?? parsed;
  if (typeof error === "string") return { message: error };
  if (!isRecord(error)) return undefined;
  const [message, code] = [text(error["message"]), text(error["code"])];
  if (message === undefined && code === undefined) return undefined;
  return { message: message ?? `the provider says ${code}`, type: text(error["type"]), code, param: text(error["param"]) };
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : typeof value === "number" ? String(value) : undefined;
}
