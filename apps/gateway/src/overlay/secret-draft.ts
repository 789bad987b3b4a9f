/** Turns what was sent as a secret into what is stored: a reference, what is stored already, or a new one, encrypted. */
import { RefusalError } from "@headgate/core";
import type { DraftFault } from "@headgate/words";
import type { Place } from "@headgate/db";
import { maskOf } from "./opened.ts";
import type { StoredSecret } from "./snapshot.ts";
import { isReference, type Vault } from "./vault.ts";

export interface SecretDraft {
  readonly value: unknown;
  /** Where it stands in the draft. */
  readonly path: string;
  readonly place: Place;
  /** What is stored there now. */
  readonly before: StoredSecret | undefined;
}

/** Undefined after a fault. Rejects with a RefusalError where a new secret cannot be encrypted. */
export async function storedOf(
  { value, path, place, before }: SecretDraft,
  vault: Vault,
  faults: DraftFault[],
): Promise<StoredSecret | undefined> {
  const fault = (found: string, expected: string): undefined => void faults.push({ path, found, expected });
  if (value === undefined || value === null) return before ?? fault("nothing", wanted);
  if (typeof value !== "string" || value === "") return fault(value === "" ? "an empty string" : `a ${typeof value}`, wanted);
  if (isReference(value)) {
    const read = await vault.open(value, place);
    return "secret" in read ? value : fault(`${value}, which is not set`, "an environment variable of the gateway");
  }
  if (/^file\../s.test(value)) return fault("a file reference", `${wanted}: files are read by the config file only`);
  if (before !== undefined && value === (await maskOfStored(before, place, vault))) return before;
  // As a secret it would be of no use to anybody, and the one it stands for would be lost.
  if (/^.{0,4}(?:\.{3}|\*{3,}).{0,4}$/s.test(value)) return fault("a mask, and not of the secret that is stored", wanted);
  return (await vault.seal(value, place)) ?? Promise.reject(notEncrypted(path));
}

const wanted = 'the secret or "env.NAME"';

async function maskOfStored(stored: StoredSecret, place: Place, vault: Vault): Promise<string | undefined> {
  if (isReference(stored)) return stored;
  const opened = await vault.open(stored, place);
  return "secret" in opened ? maskOf(opened.secret) : undefined;
}

function notEncrypted(path: string): RefusalError {
  const message =
    `${path}: secrets are stored encrypted only: set server.encryptionKey in the config (16 characters or more), ` +
    'or send "env.NAME", an environment variable of the gateway';
  return new RefusalError({ code: "encryption_key_required", status: 409, message, param: path, type: "invalid_request_error" });
}
