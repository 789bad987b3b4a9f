/** The public keys of a token's issuer: fetched through the host, kept for a while, fetched again when a token names a new one. */
import type { Host } from "@headgate/core";
import { createLocalJWKSet, type LocalJWKSet } from "jose";
import { isThisMachine, type JwtConfig } from "./jwt-options.ts";

export interface IssuerKeys {
  /** The cached keys, while they are fresh. */
  current(): LocalJWKSet | undefined;
  /** Fetches them when none are fresh. Undefined if there are none to be had. */
  get(): Promise<LocalJWKSet | undefined>;
  /** For a token whose key is not among them: fetches them again, but at most every 30 s. */
  renew(): Promise<LocalJWKSet | undefined>;
}

/** Shorter than a hook's deadline. */
const patienceMs = 3000;
const renewalMs = 30_000;
/** The pause after a failure without any keys. */
const pauseMs = 1000;
/** How long beyond `cacheMs` the last keys stay valid while the issuer does not answer. */
const graceMs = 3_600_000;

export function createIssuerKeys(
  { jwksUrl, cacheMs, ...options }: Pick<JwtConfig, "jwksUrl" | "cacheMs" | "allowPrivateNetwork">,
  { clock, egress, log }: Pick<Host, "clock" | "egress" | "log">,
): IssuerKeys {
  const headers = { accept: "application/json" };
  const allowPrivateNetwork = options.allowPrivateNetwork || isThisMachine(jwksUrl);
  let held: { readonly text: string; readonly set: LocalJWKSet; readonly at: number } | undefined;
  let freshUntil = 0;
  let triedAt = -Infinity;
  let fetching: Promise<LocalJWKSet | undefined> | undefined;

  const attempt = async (): Promise<LocalJWKSet | undefined> => {
    triedAt = clock.now();
    try {
      const { status, body } = await egress(jwksUrl, { headers, timeoutMs: patienceMs, allowPrivateNetwork });
      if (status !== 200) throw new Error(`found status ${status}, expected 200`);
      const text = Buffer.from(body).toString();
      // The same keys stay the same object: what was verified with them need not be verified again.
      const set = text === held?.text ? held.set : createLocalJWKSet(JSON.parse(text) as Parameters<typeof createLocalJWKSet>[0]);
      held = { text, set, at: clock.now() };
      freshUntil = held.at + cacheMs;
    } catch (err) {
      log.warn({ jwksUrl, err }, "the keys of the token issuer could not be fetched");
      if (held && clock.now() >= held.at + cacheMs + graceMs) held = undefined;
      freshUntil = Math.max(freshUntil, clock.now() + renewalMs);
    }
    return held?.set;
  };
  const fetchKeys = (): Promise<LocalJWKSet | undefined> =>
    (fetching ??= attempt().finally(() => {
      fetching = undefined;
    }));
  const current = (): LocalJWKSet | undefined => (clock.now() < freshUntil ? held?.set : undefined);
  return {
    current,
    async get() {
      const set = current();
      if (set) return set;
      return !fetching && clock.now() < triedAt + pauseMs ? held?.set : fetchKeys();
    },
    async renew() {
      return !fetching && clock.now() < triedAt + renewalMs ? held?.set : fetchKeys();
    },
  };
}
