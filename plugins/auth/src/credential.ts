/** Finds the one credential that counts among the places where clients of all dialects put theirs. */
import type { Exchange } from "@headgate/core";

/**
 * The first that is present: `x-bf-vk`, `authorization: Bearer`, `x-api-key`, `x-goog-api-key`, `api-key`, `?key=`.
 * Empty ones and other authorization schemes are not present.
 */
export function readCredential({ headers, query }: Exchange): string | undefined {
  return (
    headers["x-bf-vk"]?.trim() ||
    bearer(headers["authorization"]) ||
    headers["x-api-key"]?.trim() ||
    headers["x-goog-api-key"]?.trim() ||
    headers["api-key"]?.trim() ||
    (query.includes("key=") ? new URLSearchParams(query).get("key") : undefined) ||
    undefined
  );
}

function bearer(authorization: string | undefined): string | undefined {
  return authorization && /^bearer +/i.test(authorization) ? authorization.slice(7).trim() : undefined;
}
