/** Finds the one credential that counts, among the places where clients of all dialects put theirs. */
import type { Exchange } from "@headgate/core";

export interface Shown {
  /** Where it was found, as far as that says what it can be. */
  readonly place: "x-bf-vk" | "bearer" | "basic" | "other";
  readonly secret: string;
  /** The user name; Basic only. */
  readonly name?: string;
}

/**
 * The first that is present: `x-bf-vk`, `authorization: Bearer` (on admin routes also `Basic`), `x-api-key`,
 * `x-goog-api-key`, `api-key`, `?key=`. Empty values and other authorization schemes do not count as present.
 */
export function readCredential({ access, headers, query }: Exchange): Shown | undefined {
  const virtual = headers["x-bf-vk"]?.trim();
  if (virtual) return { place: "x-bf-vk", secret: virtual };
  const authorized = ofAuthorization(headers["authorization"], access === "admin");
  if (authorized) return authorized;
  const secret =
    headers["x-api-key"]?.trim() ||
    headers["x-goog-api-key"]?.trim() ||
    headers["api-key"]?.trim() ||
    (query.includes("key=") ? new URLSearchParams(query).get("key") : undefined);
  return secret ? { place: "other", secret } : undefined;
}

/** The first with the prefix, among the places where a virtual key needs one. */
export function readPrefixed({ headers }: Exchange): Shown | undefined {
  for (const place of ["x-api-key", "x-goog-api-key", "api-key"] as const) {
    const secret = headers[place]?.trim();
    if (secret && isPrefixed({ secret })) return { place: "other", secret };
  }
  return undefined;
}

/** Whether it has the prefix of the keys that this gateway hands out. */
export function isPrefixed({ secret }: Pick<Shown, "secret">): boolean {
  return /^sk-bf-/i.test(secret);
}

function ofAuthorization(authorization: string | undefined, admin: boolean): Shown | undefined {
  if (!authorization) return undefined;
  if (/^bearer +/i.test(authorization)) {
    const secret = authorization.slice(7).trim();
    return secret ? { place: "bearer", secret } : undefined;
  }
  return admin && /^basic +\S/i.test(authorization) ? basic(authorization.slice(6)) : undefined;
}

function basic(encoded: string): Shown {
  const [name = "", ...rest] = Buffer.from(encoded, "base64").toString().split(":");
  return { place: "basic", name, secret: rest.join(":") };
}
