/** Encrypts what a job stores, bound to its place: what was altered, or moved to another job, opens for nobody. */
import { createCipheriv, createDecipheriv, hkdfSync, scrypt } from "node:crypto";
import type { Random } from "@headgate/core";

export interface Seal {
  /** Whether there is a key to write with. */
  readonly seals: boolean;
  seal(bytes: Uint8Array, job: string, kind: string): Uint8Array;
  /** Throws an UnreadableError. */
  open(sealed: Uint8Array, job: string, kind: string): Uint8Array;
}

/** It is stored encrypted, and not with this key. */
export class UnreadableError extends Error {
  override readonly name = "UnreadableError";
}

/** The byte before all else, then 12 of a nonce and 16 of a tag. */
const version = 1;
const nonceBytes = 12;
const tagBytes = 16;
const headerBytes = 1 + nonceBytes + tagBytes;
const algorithm = "aes-256-gcm";

/** Without a passphrase nothing is sealed, and nothing sealed can be opened. */
export async function createSeal(passphrase: string | undefined, random: Random): Promise<Seal> {
  if (passphrase === undefined)
    return { seals: false, seal: (bytes) => bytes, open: () => unreadable("encryptionKey is not set") };
  const master = await derive(passphrase);
  // Each place has a key of its own: no nonce is ever used twice with one, however many jobs there are.
  const keyOf = (place: string): Uint8Array => new Uint8Array(hkdfSync("sha256", master, "", place, 32));
  return {
    seals: true,
    seal(bytes, job, kind) {
      const [place, nonce] = [placeOf(job, kind), random.bytes(nonceBytes)];
      const cipher = createCipheriv(algorithm, keyOf(place), nonce).setAAD(Buffer.from(place));
      const text = [cipher.update(bytes), cipher.final()];
      return Buffer.concat([Uint8Array.of(version), nonce, cipher.getAuthTag(), ...text]);
    },
    open(sealed, job, kind) {
      if (sealed[0] !== version || sealed.length < headerBytes) unreadable("a later version has stored it, or it was altered");
      const place = placeOf(job, kind);
      const nonce = sealed.subarray(1, 1 + nonceBytes);
      try {
        const decipher = createDecipheriv(algorithm, keyOf(place), nonce, { authTagLength: tagBytes })
          .setAAD(Buffer.from(place))
          .setAuthTag(sealed.subarray(1 + nonceBytes, headerBytes));
        return Buffer.concat([decipher.update(sealed.subarray(headerBytes)), decipher.final()]);
      } catch {
        return unreadable("encryptionKey is another than it was, or what is stored was altered");
      }
    },
  };
}

function unreadable(why: string): never {
  throw new UnreadableError(`a job is stored encrypted: ${why}`);
}

function placeOf(job: string, kind: string): string {
  return JSON.stringify(["async-job", version, job, kind]);
}

/** Slow on purpose, and off the main thread: a passphrase that people chose is not to be found by trying. */
function derive(passphrase: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(passphrase, "headgate async-job", 32, { N: 2 ** 15, r: 8, p: 1, maxmem: 2 ** 26 }, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}
