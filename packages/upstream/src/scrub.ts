/** Providers quote keys back ("Incorrect API key provided: …"): ours must not reach a client that way. */
import type { Credential } from "@headgate/core";
import type { ErrorFacts } from "@headgate/dialects";
import type { Place } from "./place.ts";
import type { Signed } from "./signing/signer.ts";

/** Replaces secrets with a mask wherever the provider could have written them. */
export class Scrub {
  readonly secrets: readonly string[];
  readonly mask: string;
  readonly text: (text: string) => string;

  constructor(secrets: readonly string[], mask: string) {
    this.secrets = secrets;
    this.mask = mask;
    this.text = masking(secrets, mask);
  }

  facts({ message, type, code, param }: ErrorFacts): ErrorFacts {
    return {
      message: this.text(message),
      type: type && this.text(type),
      code: code && this.text(code),
      param: param && this.text(param),
    };
  }
  /** JSON can spell a secret with escapes: then the body is written anew. Returns the same bytes when there is no secret. */
  body(bytes: Buffer): Buffer {
    if (this.secrets.length === 0) return bytes;
    const text = bytes.toString("utf8");
    const plain = this.text(text);
    const spelled = this.secrets.map((secret) => JSON.stringify(secret).slice(1, -1));
    const anew = rewritten(plain);
    if (anew !== undefined && spelled.some((secret) => anew.includes(secret)))
      return Buffer.from(masking(spelled, this.mask)(anew));
    return plain === text ? bytes : Buffer.from(plain);
  }
}

/** For all secrets that a call carried. The origin must be one that the credential names. */
export function scrubOf(
  credential: Credential | undefined,
  { signer, origin }: Pick<Place, "signer" | "origin">,
  signed: Signed | undefined,
): Scrub {
  if (!credential) return new Scrub([], "");
  const own = signer ? signer.secretsOf(credential) : [credential.reveal(origin)];
  return new Scrub(signed ? [...own, ...signed.secrets] : own, credential.mask);
}

/** In the order given: a secret that contains another must come before it. */
export function masking(secrets: readonly string[], mask: string): (text: string) => string {
  return (text) => {
    let out = text;
    for (const secret of secrets) out = out.replaceAll(secret, mask);
    return out;
  };
}

function rewritten(json: string): string | undefined {
  try {
    return JSON.stringify(JSON.parse(json));
  } catch {
    return undefined;
  }
}
