/** Providers quote keys back ("Incorrect API key provided: …"): ours must not reach a client that way. */
import type { Credential } from "@headgate/core";

/** The same bytes with every occurrence of the secret replaced by its mask. */
export function scrub(bytes: Buffer, credential: Credential, origin: string): Buffer {
  const secret = credential.reveal(origin);
  if (secret === "" || !bytes.includes(secret)) return bytes;
  return Buffer.from(bytes.toString("latin1").replaceAll(Buffer.from(secret).toString("latin1"), credential.mask), "latin1");
}
