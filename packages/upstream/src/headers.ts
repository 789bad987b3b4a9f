/** Response headers: which of the provider's are relayed, and who answered. */
import type { IncomingHttpHeaders } from "node:http";
import type { Attempt } from "./attempt.ts";
import { warningsOf } from "./translation.ts";

/** Relayed unchanged; everything else (cookies, hop-by-hop, lengths, encodings) is dropped, and a wait travels in the refusal. */
const relayed = /^(?:openai-(?:processing-ms|version|model)|(?:x|anthropic)-ratelimit-.+)$/;

/** The provider's id for a request, in OpenAI's header or Anthropic's; the client gets the gateway's own id under those names. */
const requestId = /^(?:x-)?request-id$/;

export function replyHeaders(contentType: string, from: IncomingHttpHeaders, attempt: Attempt): Record<string, string> {
  const { call, translation, outgoing } = attempt.options;
  const headers: Record<string, string> = {
    "content-type": contentType,
    "x-bf-provider": call.provider,
    "x-bf-model": printable(call.model),
    "x-bf-attempts": String(attempt.number),
  };
  const warnings = translation?.warnings ?? (outgoing.lost && warningsOf(outgoing.lost));
  if (warnings) headers["x-bf-warnings"] = warnings;
  for (const name in from) {
    const crosses = relayed.test(name) || (name === "x-should-retry" && attempt.callersOwn);
    const own = requestId.test(name) ? "x-upstream-request-id" : crosses ? name : undefined;
    const value = own && from[name];
    if (typeof value === "string") headers[own!] = attempt.scrub.text(value);
  }
  return headers;
}

/** `retry-after-ms`, else `Retry-After` in seconds or as an HTTP date (RFC 9110, 10.2.3); undefined when neither says how long. */
export function retryAfterMs(from: IncomingHttpHeaders, now: number): number | undefined {
  const exact = from["retry-after-ms"];
  if (typeof exact === "string" && isNumber.test(exact) && Number(exact) > 0) return Number(exact);
  const value = from["retry-after"];
  if (value === undefined) return undefined;
  if (isNumber.test(value)) return Number(value) * 1000 || undefined;
  // Date.parse takes numbers for years; an HTTP date begins with a day's name.
  const at = /^\s*[A-Za-z]/.test(value) ? Date.parse(value) : Number.NaN;
  return at > now ? at - now : undefined;
}

const isNumber = /^\s*\d+(?:\.\d+)?\s*$/;

/** A client's model can contain half a surrogate pair, which cannot be URL-encoded. */
function printable(value: string): string {
  return /^[\x20-\x7e]*$/.test(value) ? value : encodeURIComponent(value.replace(/\p{Surrogate}/gu, "\ufffd"));
}
