/** Accepts a signed token only if the issuer's own keys, the time and every claim agree. */
import { hash } from "node:crypto";
import type { Host, MaybePromise, Refusal } from "@headgate/core";
import { errors, type JWTPayload, jwtVerify, type LocalJWKSet } from "jose";
import { createIssuerKeys } from "./issuer-keys.ts";
import type { JwtConfig } from "./jwt-options.ts";
import type { Holder } from "./keyring.ts";
import { issuerUnreachable, tokenRefused, type TokenFault } from "./refusals.ts";

/** How much the clocks of issuer and gateway may differ. */
const toleranceSeconds = 30;
const longestToken = 8192;
const mostRemembered = 10_000;

/** Three parts; the last is empty if it is unsigned. */
export function looksSigned(secret: string): boolean {
  return /^[\w-]+\.[\w-]+\.[\w-]*$/.test(secret);
}

/** Returns a function that finds a token's holder. `taken`: names that no token may use, because they belong to somebody else. */
export function createTokens(
  options: JwtConfig,
  host: Pick<Host, "clock" | "egress" | "log">,
  taken: ReadonlySet<string>,
): (token: string) => MaybePromise<Holder | Refusal> {
  const keys = createIssuerKeys(options, host);
  // By digest, so that no token stays in memory. A new set of keys invalidates all of it.
  const remembered = new Map<string, { readonly holder: Holder; readonly until: number; readonly set: LocalJWKSet }>();

  const check = async (token: string, digest: string): Promise<Holder | Refusal> => {
    let set = await keys.get();
    if (!set) return issuerUnreachable();
    let payload = await verify(token, set, options, host.clock.now());
    if (payload === "key") {
      const renewed = await keys.renew();
      if (renewed && renewed !== set) payload = await verify(token, (set = renewed), options, host.clock.now());
    }
    if (typeof payload === "string") return tokenRefused(payload);
    const holder = holderOf(payload, options, taken);
    if (!holder) return tokenRefused("claims");
    if (remembered.size >= mostRemembered) remembered.clear();
    remembered.set(digest, { holder, until: Math.ceil(payload.exp! + toleranceSeconds) * 1000, set });
    return holder;
  };

  return (token) => {
    if (token.length > longestToken) return tokenRefused("malformed");
    const digest = hash("sha256", token, "base64");
    const known = remembered.get(digest);
    if (known && known.set === keys.current() && host.clock.now() < known.until) return known.holder;
    return check(token, digest);
  };
}

async function verify(token: string, set: LocalJWKSet, options: JwtConfig, now: number): Promise<JWTPayload | TokenFault> {
  const { issuer, audience, algorithms } = options;
  const [currentDate, clockTolerance, requiredClaims] = [new Date(now), toleranceSeconds, ["exp"]];
  try {
    const expected = {
      issuer,
      audience: [...audience],
      algorithms: [...algorithms],
      currentDate,
      clockTolerance,
      requiredClaims,
    };
    return (await jwtVerify(token, set, expected)).payload;
  } catch (error) {
    return faultOf(error);
  }
}

/** Uses only jose's codes: its messages may quote the token. */
function faultOf(error: unknown): TokenFault {
  if (error instanceof errors.JWTExpired) return "expired";
  if (error instanceof errors.JWTClaimValidationFailed) return faultyClaims[error.claim] ?? "claims";
  return faults[(error as Partial<errors.JOSEError>).code ?? ""] ?? "malformed";
}

const faultyClaims: Readonly<Record<string, TokenFault>> = { iss: "issuer", aud: "audience", nbf: "early" };
const faults: Readonly<Record<string, TokenFault>> = {
  ERR_JOSE_ALG_NOT_ALLOWED: "algorithm",
  ERR_JOSE_NOT_SUPPORTED: "algorithm",
  ERR_JWKS_NO_MATCHING_KEY: "key",
  ERR_JWKS_MULTIPLE_MATCHING_KEYS: "key",
  ERR_JWS_SIGNATURE_VERIFICATION_FAILED: "signature",
};

function holderOf(claims: JWTPayload, { claims: names }: JwtConfig, taken: ReadonlySet<string>): Holder | undefined {
  const id = claims[names.id];
  if (!isName(id) || taken.has(id)) return undefined;
  const name = names.name === undefined ? id : claims[names.name];
  return { principal: { id, name: isName(name) ? name : id, kind: "jwt", admin: false, claims }, client: true };
}

/** Safe to use in a log line. */
function isName(value: unknown): value is string {
  return typeof value === "string" && /^\P{Cc}{1,256}$/u.test(value);
}
