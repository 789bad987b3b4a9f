/** What a job stores is encrypted, bound to its job and kind, once there is a passphrase. */
import { createSeal, type Place, UnreadableError } from "@headgate/db";

export interface JobSeal {
  /** Whether there is a key to encrypt with. */
  readonly seals: boolean;
  seal(bytes: Uint8Array, job: string, kind: string): Uint8Array;
  /** Throws an UnreadableError. */
  open(sealed: Uint8Array, job: string, kind: string): Uint8Array;
}

/** Without a passphrase nothing is sealed, and nothing sealed can be opened. */
export async function createJobSeal(passphrase: string | undefined): Promise<JobSeal> {
  if (passphrase === undefined) return { seals: false, seal: (bytes) => bytes, open: withoutKey };
  const { seal, open } = await createSeal(passphrase, "headgate async-job");
  return {
    seals: true,
    seal: (bytes, job, kind) => seal(bytes, placeOf(job, kind)),
    open: (sealed, job, kind) => open(sealed, placeOf(job, kind)),
  };
}

function withoutKey(): never {
  throw new UnreadableError("stored encrypted, and encryptionKey is not set");
}

function placeOf(job: string, kind: string): Place {
  return ["async-job", job, kind];
}
