/** Secrets by where they are stored: references are read from the environment, the rest is opened with `server.encryptionKey`. */
import type { Place } from "@headgate/db";
import { type Cipher, createCipher, isSealed } from "./cipher.ts";
import type { Snapshot, StoredKey, StoredSecret } from "./snapshot.ts";

export interface Vault {
  /** The secret, or what is wrong. */
  open(stored: StoredSecret, place: Place): Promise<{ readonly secret: string } | { readonly fault: string }>;
  /** Undefined if there is no key to encrypt with. */
  seal(secret: string, place: Place): Promise<StoredSecret | undefined>;
}

export function isReference(value: string): boolean {
  return /^env\../s.test(value);
}

/** For a config's `server.encryptionKey` and what is stored already. */
export type OpenVault = (encryptionKey: string | undefined, snapshot: Snapshot) => Vault;

export function createVaults(environment: Readonly<Record<string, string | undefined>>): OpenVault {
  // A derivation takes long, and it is almost always the same one.
  let last: { readonly passphrase: string; readonly known: string | undefined; readonly cipher: Cipher } | undefined;
  return (passphrase, snapshot) => {
    if (passphrase === undefined) return createVault(undefined, environment);
    const known = sealedIn(snapshot);
    if (last?.passphrase !== passphrase || last.known !== known)
      last = { passphrase, known, cipher: createCipher(passphrase, known) };
    return createVault(last.cipher, environment);
  };
}

function createVault(cipher: Cipher | undefined, environment: Readonly<Record<string, string | undefined>>): Vault {
  const read = (reference: string): string | undefined => {
    const name = reference.slice("env.".length);
    return Object.hasOwn(environment, name) ? environment[name] || undefined : undefined;
  };
  return {
    seal: async (secret, place) => cipher?.seal(secret, place),
    async open(stored, place) {
      if (!isSealed(stored)) {
        const value = read(stored);
        return value === undefined ? { fault: `${stored} is not set` } : { secret: value };
      }
      if (!cipher) return { fault: "it is stored encrypted, and server.encryptionKey is not set" };
      const secret = await cipher.open(stored, place);
      if (secret !== undefined) return { secret };
      return { fault: "server.encryptionKey is not the one that it was encrypted with, or what is stored was altered" };
    },
  };
}

export function placeOfKey({ of, provider, name }: Pick<StoredKey, "of" | "provider" | "name">): Place {
  return ["key", of, provider, name];
}

export function placeOfHeader(provider: string, header: string): Place {
  return ["header", "api", provider, header];
}

function sealedIn({ providers, keys }: Snapshot): string | undefined {
  return [...keys.map(({ secret }) => secret), ...providers.flatMap(({ headers }) => Object.values(headers))].find(isSealed);
}
