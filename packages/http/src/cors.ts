/** Cross-origin access for browsers, by config only (https://fetch.spec.whatwg.org/#http-cors-protocol). */
import type { IncomingMessage, ServerResponse } from "node:http";

export interface CorsOptions {
  /** Such as `https://app.example.com`; "*" for any. */
  readonly origins: readonly string[];
}

/** Sets the headers for an allowed origin; true when it was a preflight, which is answered here. */
export function cors({ origins }: CorsOptions, { headers, method }: IncomingMessage, res: ServerResponse): boolean {
  const { origin } = headers;
  if (origin === undefined || !(origins.includes("*") || origins.includes(origin))) return false;
  res.setHeader("access-control-allow-origin", origin);
  res.setHeader("vary", "origin");
  res.setHeader(
    "access-control-expose-headers",
    "x-request-id, x-bf-provider, x-bf-model, x-bf-attempts, x-bf-warnings, retry-after, retry-after-ms, x-should-retry",
  );
  if (method !== "OPTIONS" || headers["access-control-request-method"] === undefined) return false;
  res.setHeader("access-control-allow-methods", "GET, POST, PUT, PATCH, DELETE, OPTIONS");
  res.setHeader("access-control-allow-headers", headers["access-control-request-headers"] ?? "*");
  res.setHeader("access-control-max-age", "600");
  res.writeHead(204).end();
  return true;
}
