/** Encrypts what is stored, bound to its place: a row that was altered, or moved to another place, opens for nobody. */
import { createCipheriv, createDecipheriv, randomBytes, scrypt } from "node:crypto";

/** What names a secret: whose it is, the provider, the key. */
export type Place = readonly string[];

export interface Cipher {
  seal(secret: string, place: Place): Promise<string>;
  /** Undefined when it was sealed with another key, for another place, or was altered. */
  open(sealed: string, place: Place): Promise<string | undefined>;
}

/** `sealed.1.SALT.IV.TAG.TEXT`, in base64url. */
const version = "sealed.1.";
const algorithm = "aes-256-gcm";

export function isSealed(stored: string): boolean {
  return stored.startsWith("sealed.");
}

/** `known` is something that was sealed before: what is sealed now shares its salt, so that one derivation opens both. */
export function createCipher(passphrase: string, known?: string): Cipher {
  const derived = new Map<string, Promise<Buffer>>();
  const keyOf = (salt: string): Promise<Buffer> => {
    let key = derived.get(salt);
    if (!key) derived.set(salt, (key = derive(passphrase, Buffer.from(salt, "base64url"))));
    return key;
  };
  const salt = (known && partsOf(known)?.[0]) ?? randomBytes(16).toString("base64url");
  return {
    async seal(secret, place) {
      const iv = randomBytes(12);
      const cipher = createCipheriv(algorithm, await keyOf(salt), iv).setAAD(dataOf(place));
      const text = Buffer.concat([cipher.update(secret, "utf8"), cipher.final()]);
      return version + [salt, ...[iv, cipher.getAuthTag(), text].map((part) => part.toString("base64url"))].join(".");
    },
    async open(sealed, place) {
      const [theirs, ...rest] = partsOf(sealed) ?? [];
      if (theirs === undefined) return undefined;
      const [iv, tag, text] = rest.map((part) => Buffer.from(part, "base64url"));
      const key = await keyOf(theirs);
      try {
        const decipher = createDecipheriv(algorithm, key, iv!, { authTagLength: 16 }).setAAD(dataOf(place)).setAuthTag(tag!);
        return Buffer.concat([decipher.update(text!), decipher.final()]).toString("utf8");
      } catch {
        return undefined;
      }
    },
  };
}

function partsOf(sealed: string): readonly string[] | undefined {
  const parts = sealed.startsWith(version) ? sealed.slice(version.length).split(".") : [];
  return parts.length === 4 ? parts : undefined;
}

/** No two places read the same. */
function dataOf(place: Place): Buffer {
  return Buffer.from(JSON.stringify(place));
}

/** Slow on purpose, and off the main thread: a passphrase that people chose is not to be found by trying. */
function derive(passphrase: string, salt: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(passphrase, salt, 32, { N: 2 ** 15, r: 8, p: 1, maxmem: 2 ** 26 }, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}
