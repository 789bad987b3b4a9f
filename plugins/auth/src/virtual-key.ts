/** Asks the directory on every request who a virtual key belongs to: a key revoked there is revoked here at once. */
import { hash } from "node:crypto";
import { type Refusal, RefusalError } from "@headgate/core";
import type { KeyDirectory } from "@headgate/words";
import type { Holder } from "./keyring.ts";
import { virtualKeyBlocked } from "./refusals.ts";

/** Undefined if there is no such key. A directory that cannot answer throws a refusal of its own. */
export function findVirtualKey(directory: KeyDirectory, secret: string): Holder | Refusal | undefined {
  try {
    const found = directory.find(hash("sha256", secret, "hex"));
    if (found && found.state !== "active") return virtualKeyBlocked(found.state);
    return found && { principal: { id: found.id, name: found.name, kind: "virtual_key", admin: false }, client: true };
  } catch (error) {
    // Returned as a value, so that even `onError: "open"` lets nobody in who could not be looked up.
    if (error instanceof RefusalError) return error.refusal;
    throw error;
  }
}
