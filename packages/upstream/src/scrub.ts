/** Providers quote keys back ("Incorrect API key provided: …"): ours must not reach a client that way. */
import type { Credential } from "@headgate/core";
import type { ErrorFacts } from "@headgate/dialects";

/** The same bytes with every occurrence of the secret replaced by its mask. */
export function scrub(bytes: Buffer, credential: Credential | undefined, origin: string): Buffer {
  const secret = credential?.reveal(origin) ?? "";
  if (secret === "" || !bytes.includes(secret)) return bytes;
  return Buffer.from(bytes.toString("latin1").replaceAll(Buffer.from(secret).toString("latin1"), credential!.mask), "latin1");
}

/** The same for what an error says. */
export function scrubFacts(
  { message, type, code, param }: ErrorFacts,
  credential: Credential | undefined,
  origin: string,
): ErrorFacts {
  const secret = credential?.reveal(origin) ?? "";
  const clean = (text: string): string => (secret === "" ? text : text.replaceAll(secret, credential!.mask));
  return { message: clean(message), type: type && clean(type), code: code && clean(code), param: param && clean(param) };
}
