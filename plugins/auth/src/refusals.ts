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

/** Bifrost's word for a key with the gateway's prefix that nobody has. */
export function keyNotFound(): Refusal {
  return refuse({ code: "virtual_key_not_found", status: 403, message: "virtual key not found" });
}

/** With a provider key of the client's own in the usual place, only `x-bf-vk` is left for the gateway's. */
export function keyNeedsItsPlace(): Refusal {
  return refuse({
    code: "direct_key_missing",
    status: 400,
    message:
      "x-bf-direct-key is true, but the key that came is one of this gateway: send that as x-bf-vk, and your own provider key as authorization: Bearer <key>.",
  });
}

export function adminRequired(): Refusal {
  return refuse({ code: "admin_required", status: 403, message: "This route needs an admin key; the key provided is not one." });
}

function mask(credential: string): string {
  return credential.length < 20 ? "***" : `${credential.slice(0, 3)}***${credential.slice(-4)}`;
}
