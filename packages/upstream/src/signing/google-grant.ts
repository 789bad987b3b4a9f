/** Asks Google for an access token: by an assertion that a service account signs (RFC 7523), or by a user's refresh token. */
import { SignJWT } from "jose";
import type { Egress } from "@headgate/core";
import type { GoogleKey } from "./google-key.ts";
import { jsonFields } from "../json-fields.ts";

export type GrantingKey = Exclude<GoogleKey, { readonly token: string }>;

export type Grant =
  | { readonly token: string; readonly lifeMs: number }
  /** Google refused, in these words. */
  | { readonly status: number; readonly no: string };

const lifeSeconds = 3600;

/** Rejects when there is no usable answer. `now` in milliseconds. */
export async function askGrant(key: GrantingKey, egress: Egress, now: number): Promise<Grant> {
  const form = new URLSearchParams("email" in key ? await asserted(key, now) : { grant_type: "refresh_token", ...key.refresh });
  const { status, body } = await egress(key.granter, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded", accept: "application/json", "user-agent": "headgate" },
    body: form.toString(),
  });
  const { access_token: token, expires_in: seconds, error, error_description: why } = jsonFields(body);
  if (status !== 200) return { status, no: [error, why].filter((word) => typeof word === "string").join(": ") };
  if (typeof token !== "string" || !/^[\x21-\x7e]+$/.test(token)) throw new Error("an answer without an access token");
  return { token, lifeMs: (typeof seconds === "number" && seconds > 0 ? seconds : lifeSeconds) * 1000 };
}

async function asserted(
  { email, key, keyId, granter }: Extract<GrantingKey, { readonly email: string }>,
  now: number,
): Promise<Record<string, string>> {
  const issued = Math.floor(now / 1000);
  const assertion = await new SignJWT({ scope: "https://www.googleapis.com/auth/cloud-platform" })
    .setProtectedHeader({ alg: "RS256", typ: "JWT", ...(keyId !== undefined && { kid: keyId }) })
    .setIssuer(email)
    .setAudience(granter)
    .setIssuedAt(issued)
    .setExpirationTime(issued + lifeSeconds)
    .sign(key);
  return { grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer", assertion };
}
