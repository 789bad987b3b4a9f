/** Secrets as text that is encrypted, with the salt that their key was derived with. */
import { createSeal, type Place, type Seal, UnreadableError } from "@headgate/db";
import { randomBytes } from "node:crypto";

export interface Cipher {
  seal(secret: string, place: Place): Promise<string>;
  /** Undefined when it was sealed with another key, for another place, or was altered. */
  open(sealed: string, place: Place): Promise<string | undefined>;
}

/** `sealed.1.SALT.SEALED`, in base64url. */
const version = "sealed.1.";

export function isSealed(stored: string): boolean {
  return stored.startsWith("sealed.");
}

/** `known` is something that was sealed before: what is sealed now shares its salt, so that one derivation opens both. */
export function createCipher(passphrase: string, known?: string): Cipher {
  const seals = new Map<string, Promise<Seal>>();
  const sealWith = (salt: string): Promise<Seal> => {
    let seal = seals.get(salt);
    if (!seal) seals.set(salt, (seal = createSeal(passphrase, Buffer.from(salt, "base64url"))));
    return seal;
  };
  const salt = (known && partsOf(known)?.salt) ?? randomBytes(16).toString("base64url");
  return {
    async seal(secret, place) {
      const sealed = (await sealWith(salt)).seal(Buffer.from(secret), place);
      return `${version}${salt}.${Buffer.from(sealed).toString("base64url")}`;
    },
    async open(stored, place) {
      const parts = partsOf(stored);
      if (!parts) return undefined;
      const seal = await sealWith(parts.salt);
      try {
        return Buffer.from(seal.open(parts.sealed, place)).toString("utf8");
      } catch (error) {
        if (error instanceof UnreadableError) return undefined;
        throw error;
      }
    },
  };
}

function partsOf(stored: string): { readonly salt: string; readonly sealed: Buffer } | undefined {
  const [salt, sealed, ...more] = stored.startsWith(version) ? stored.slice(version.length).split(".") : [];
  if (salt === undefined || sealed === undefined || more.length > 0) return undefined;
  return { salt, sealed: Buffer.from(sealed, "base64url") };
}
