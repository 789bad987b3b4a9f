/** Recognises keys without keeping them: a memory dump shows only salted digests. */
import { hash, timingSafeEqual } from "node:crypto";
import type { PrincipalFacts } from "@headgate/words";
import { isPrefixed, type Shown } from "./credential.ts";
import type { AuthConfig } from "./options.ts";

/** The holder of a valid credential. */
export interface Holder {
  readonly principal: PrincipalFacts;
  /** May use client routes: an admin key alone may not. */
  readonly client: boolean;
}

/** Returns a function that finds a secret's holder. Each keyring has a random salt of its own. */
export function createKeyring(
  { keys, adminKeys }: Pick<AuthConfig, "keys" | "adminKeys">,
  salt: Uint8Array,
): (shown: Shown) => Holder | undefined {
  // What looks like a virtual key usually is one: its digest is computed for the directory, and not here as well.
  const prefixed = [...keys, ...adminKeys].some(({ value }) => isPrefixed({ secret: value }));
  const prefix = Buffer.from(salt).toString("hex");
  const digest = (secret: string): string => hash("sha256", prefix + secret, "hex");
  const known = new Map<string, { readonly digest: Buffer; readonly holder: Holder }>();
  const add = (name: string, value: string, admin: boolean, client: boolean): void => {
    const key = digest(value);
    known.set(key, { digest: Buffer.from(key), holder: { principal: { id: name, name, kind: "key", admin }, client } });
  };
  for (const { name, value, admin } of keys) add(name, value, admin, true);
  for (const { name, value } of adminKeys) add(name, value, true, false);
  return ({ secret, name }) => {
    if (!prefixed && isPrefixed({ secret })) return undefined;
    const shown = digest(secret);
    const found = known.get(shown);
    if (!found || !timingSafeEqual(found.digest, Buffer.from(shown))) return undefined;
    return name === undefined || name === found.holder.principal.name ? found.holder : undefined;
  };
}
