/** A client's own provider key: taken only where the request says so and its provider allows it, never guessed from a stray header. */
import type { Credential, Provider, Refusal } from "@headgate/core";
import type { IncomingHttpHeaders } from "node:http";
import { directKeyMissing, directKeyRefused } from "./refusals.ts";

/** Undefined for the many requests that bring none. */
export function directKey(headers: IncomingHttpHeaders, provider: Provider | undefined): Credential | Refusal | undefined {
  if (headers["x-bf-direct-key"] !== "true") return undefined;
  if (!provider?.callerCredential) return directKeyRefused(provider?.name);
  const { authorization, "x-api-key": anthropic, "x-goog-api-key": google, "api-key": azure } = headers;
  const bearer = /^\s*bearer\s+(\S+)\s*$/i.exec(authorization ?? "")?.[1];
  const secret = [bearer, anthropic, google, azure].find((found): found is string => typeof found === "string" && found !== "");
  // A virtual key in that place means the gateway, and no provider may see it.
  return secret === undefined || /^sk-bf-/i.test(secret) ? directKeyMissing() : provider.callerCredential(secret);
}
