/** Encrypts what is stored, bound to its place: what was altered, or moved to another place, cannot be opened. */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes, scrypt } from "node:crypto";

/** Names where something is stored, such as owner, row and column. */
export type Place = readonly string[];

export interface Seal {
  seal(plain: Uint8Array, place: Place): Uint8Array;
  /** Throws an UnreadableError. */
  open(sealed: Uint8Array, place: Place): Uint8Array;
}

/** It is stored encrypted and cannot be opened: another key, another place, or altered. */
export class UnreadableError extends Error {
  override readonly name = "UnreadableError";
}

/** The first byte, followed by a nonce of 12 bytes, a tag of 16, and the ciphertext. */
const version = 1;
const nonceBytes = 12;
const tagBytes = 16;
const headerBytes = 1 + nonceBytes + tagBytes;
const algorithm = "aes-256-gcm";

/** Takes a tenth of a second. The same passphrase and salt always give the same key. */
export async function createSeal(passphrase: string, salt: string | Uint8Array): Promise<Seal> {
  const key = await deriveKey(passphrase, salt);
  return {
    seal(plain, place) {
      const [data, nonce] = [dataOf(place), randomBytes(nonceBytes)];
      const cipher = createCipheriv(algorithm, keyOf(key, data), nonce).setAAD(data);
      const text = [cipher.update(plain), cipher.final()];
      return Buffer.concat([Uint8Array.of(version), nonce, cipher.getAuthTag(), ...text]);
    },
    open(sealed, place) {
      if (sealed[0] !== version || sealed.length < headerBytes)
        throw new UnreadableError("stored encrypted by a later version, or altered");
      const data = dataOf(place);
      const nonce = sealed.subarray(1, 1 + nonceBytes);
      try {
        const decipher = createDecipheriv(algorithm, keyOf(key, data), nonce, { authTagLength: tagBytes })
          .setAAD(data)
          .setAuthTag(sealed.subarray(1 + nonceBytes, headerBytes));
        return Buffer.concat([decipher.update(sealed.subarray(headerBytes)), decipher.final()]);
      } catch {
        throw new UnreadableError("stored encrypted with another key, or what is stored was altered");
      }
    },
  };
}

/** No two places read the same. */
function dataOf(place: Place): Buffer {
  return Buffer.from(JSON.stringify(place));
}

/** Each place has a key of its own, so that no nonce is used twice with one key, however much is stored. */
function keyOf(key: Buffer, place: Buffer): Uint8Array {
  return new Uint8Array(hkdfSync("sha256", key, "", place, 32));
}

/** Slow on purpose and off the main thread: a passphrase that people chose must not be found by trying. */
function deriveKey(passphrase: string, salt: string | Uint8Array): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(passphrase, salt, 32, { N: 2 ** 15, r: 8, p: 1, maxmem: 2 ** 26 }, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}
