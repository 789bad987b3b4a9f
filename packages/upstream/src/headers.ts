/** Response headers: what of the provider's crosses, and who answered. */
import type { Call } from "@headgate/core";
import type { IncomingHttpHeaders } from "node:http";

/** Relayed as they are; everything else (cookies, hop-by-hop, lengths, encodings) stays behind. */
const relayed = /^(?:openai-(?:processing-ms|version|model)|x-ratelimit-.+|retry-after(?:-ms)?)$/;

export function replyHeaders(
  contentType: string,
  from: IncomingHttpHeaders,
  call: Call,
  attempts: number,
): Record<string, string> {
  const headers: Record<string, string> = {
    "content-type": contentType,
    "x-bf-provider": call.provider,
    "x-bf-model": printable(call.model),
    "x-bf-attempts": String(attempts),
  };
  for (const name in from) {
    const value = from[name];
    if (typeof value !== "string") continue;
    if (name === "x-request-id") headers["x-upstream-request-id"] = value;
    else if (relayed.test(name)) headers[name] = value;
  }
  return headers;
}

/** `retry-after-ms`, else `Retry-After` in seconds or as an HTTP date (RFC 9110, 10.2.3); undefined when there is none. */
export function retryAfterMs(from: IncomingHttpHeaders, now: number): number | undefined {
  const exact = Number(from["retry-after-ms"] ?? Number.NaN);
  if (exact >= 0) return exact;
  const value = from["retry-after"];
  if (value === undefined) return undefined;
  const ms = /^\s*\d+(?:\.\d+)?\s*$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now;
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}

function printable(value: string): string {
  return /^[\x20-\x7e]*$/.test(value) ? value : encodeURIComponent(value);
}
