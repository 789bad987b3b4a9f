/** Recognises keys without keeping them: what a memory dump shows is salted digests. */
import { hash, timingSafeEqual } from "node:crypto";
import type { PrincipalFacts } from "@headgate/words";
import type { AuthConfig } from "./options.ts";

/** Returns who a secret belongs to. The salt is drawn anew for each keyring. */
export function createKeyring(keys: AuthConfig["keys"], salt: Uint8Array): (secret: string) => PrincipalFacts | undefined {
  const prefix = Buffer.from(salt).toString("hex");
  const digest = (secret: string): string => hash("sha256", prefix + secret, "hex");
  const known = new Map(
    keys.map(({ name, value, admin }) => {
      const key = digest(value);
      return [key, { digest: Buffer.from(key), principal: { id: name, name, kind: "key", admin } satisfies PrincipalFacts }];
    }),
  );
  return (secret) => {
    const shown = digest(secret);
    const found = known.get(shown);
    return found && timingSafeEqual(found.digest, Buffer.from(shown)) ? found.principal : undefined;
  };
}
