/** How auth says no. The dialect chooses the error type from the status, so that each SDK raises its own exception. */
import { type Refusal, refuse } from "@headgate/core";

export function keyMissing(): Refusal {
  return refuse({
    code: "missing_api_key",
    status: 401,
    message:
      "You didn't provide an API key. Send it as Authorization: Bearer <key>, or in an x-api-key, x-goog-api-key, api-key or x-bf-vk header.",
  });
}

export function keyUnknown(credential: string): Refusal {
  return refuse({ code: "invalid_api_key", status: 401, message: `Incorrect API key provided: ${mask(credential)}.` });
}

/** Quotes nothing: it may be the right secret under a wrong name. */
export function adminUnknown(): Refusal {
  return refuse({ code: "invalid_api_key", status: 401, message: "Incorrect admin name or key." });
}

export function adminKeyExpired(): Refusal {
  return refuse({ code: "invalid_api_key", status: 401, message: "The admin key has expired." });
}

/** Says nothing about the key, which could not be looked up. */
export function adminKeysUnavailable(): Refusal {
  const message = "Admin keys of the database cannot be looked up at the moment.";
  return refuse({ code: "database_unavailable", status: 503, message });
}

/** Bifrost's words for an unknown key with the gateway's prefix. */
export function keyNotFound(): Refusal {
  return refuse({ code: "virtual_key_not_found", status: 403, message: "virtual key not found" });
}

/** Bifrost's words where keys are enforced: for a missing key and for an unknown one. */
export function virtualKeyRequired(): Refusal {
  const message = "virtual key is required. Provide a virtual key via the x-bf-vk header.";
  return refuse({ code: "virtual_key_required", status: 401, message });
}

export function virtualKeyBlocked(state: "inactive" | "expired"): Refusal {
  const message = state === "inactive" ? "Virtual key is inactive" : "Virtual key has expired";
  return refuse({ code: "virtual_key_blocked", status: 403, message });
}

const tokenFaults = {
  algorithm: "its algorithm is not accepted here",
  audience: "it is meant for another audience",
  claims: "a required claim is missing or unusable",
  early: "it is not valid yet",
  expired: "it has expired",
  issuer: "another issuer made it",
  key: "its issuer has no such key",
  malformed: "it is not a well-formed signed token",
  signature: "its signature does not match",
} as const;
export type TokenFault = keyof typeof tokenFaults;

export function tokenRefused(fault: TokenFault): Refusal {
  const message = `The token was refused (${fault}): ${tokenFaults[fault]}.`;
  return refuse({ code: "invalid_token", status: 401, message });
}

/** Says nothing about the token, which could not be checked. */
export function issuerUnreachable(): Refusal {
  const message = "The keys of the token's issuer cannot be fetched at the moment.";
  return refuse({ code: "token_issuer_unavailable", status: 503, message });
}

/** With the client's own provider key in the usual place, only `x-bf-vk` is left for the gateway's key. */
export function keyNeedsItsPlace(): Refusal {
  return refuse({
    code: "direct_key_missing",
    status: 400,
    message:
      "x-bf-direct-key is true, but the key sent is a key of this gateway: send it as x-bf-vk, and your own provider key as authorization: Bearer <key>.",
  });
}

export function adminRequired(): Refusal {
  return refuse({ code: "admin_required", status: 403, message: "This route needs an admin key; the key provided is not one." });
}

export function clientKeyRequired(): Refusal {
  const message = "The key provided is an admin key, which opens admin routes only; this route needs a client's key.";
  return refuse({ code: "client_key_required", status: 403, message });
}

function mask(credential: string): string {
  return credential.length < 20 ? "***" : `${credential.slice(0, 3)}***${credential.slice(-4)}`;
}
