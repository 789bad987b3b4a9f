/** Secrets of endpoints, as they are stored: sealed, each bound to its endpoint, and never without a key. */
import type { Random } from "@headgate/core";
import { UnreadableError } from "@headgate/db";
import { createJobSeal } from "../jobs/seal.ts";
import { noEncryptionKey, unreadable } from "./refusals.ts";

type Headers = Readonly<Record<string, string>>;

export interface Secrets {
  /** A new signing secret, as its receiver is shown it. */
  create(): string;
  /** Each throws a RefusalError if there is no key, or a different one than before. */
  sealSecret(secret: string, endpoint: string): Uint8Array;
  openSecret(sealed: Uint8Array, endpoint: string): string;
  /** Null for none. */
  sealHeaders(headers: Headers, endpoint: string): Uint8Array | null;
  openHeaders(sealed: Uint8Array | null, endpoint: string): Headers;
}

export async function createSecrets(encryptionKey: string | undefined, random: Random): Promise<Secrets> {
  const { seals, ...seal } = await createJobSeal(encryptionKey);
  const close = (text: string, endpoint: string, kind: string): Uint8Array => {
    if (!seals) throw noEncryptionKey();
    return seal.seal(Buffer.from(text), endpoint, kind);
  };
  const open = (sealed: Uint8Array, endpoint: string, kind: string): string => {
    try {
      return Buffer.from(seal.open(sealed, endpoint, kind)).toString("utf8");
    } catch (error) {
      throw error instanceof UnreadableError ? unreadable() : error;
    }
  };
  return {
    // Standard Webhooks: 24 to 64 random bytes in base64 behind this prefix.
    create: () => `whsec_${Buffer.from(random.bytes(32)).toString("base64")}`,
    sealSecret: (secret, endpoint) => close(secret, endpoint, "webhook-secret"),
    openSecret: (sealed, endpoint) => open(sealed, endpoint, "webhook-secret"),
    sealHeaders: (headers, endpoint) =>
      Object.keys(headers).length === 0 ? null : close(JSON.stringify(Object.entries(headers)), endpoint, "webhook-headers"),
    openHeaders: (sealed, endpoint) =>
      sealed === null ? {} : Object.fromEntries(JSON.parse(open(sealed, endpoint, "webhook-headers")) as [string, string][]),
  };
}
