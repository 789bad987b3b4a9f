/** Providers quote keys back ("Incorrect API key provided: …"): ours must not reach a client that way. */
import type { Credential } from "@headgate/core";
import type { ErrorFacts } from "@headgate/dialects";

/** Replaces a secret by its mask wherever the provider may have written it. */
export class Scrub {
  readonly secret: string;
  readonly mask: string;

  /** The origin must be one that the credential names. */
  constructor(credential: Credential | undefined, origin: string) {
    this.secret = credential?.reveal(origin) ?? "";
    this.mask = credential?.mask ?? "";
  }

  text(text: string): string {
    return this.secret === "" ? text : text.replaceAll(this.secret, this.mask);
  }
  facts({ message, type, code, param }: ErrorFacts): ErrorFacts {
    return {
      message: this.text(message),
      type: type && this.text(type),
      code: code && this.text(code),
      param: param && this.text(param),
    };
  }
  /** JSON may spell the secret with escapes: then the body is written anew. The same bytes when it is nowhere. */
  body(bytes: Buffer): Buffer {
    if (this.secret === "") return bytes;
    const text = bytes.toString("utf8");
    const plain = this.text(text);
    const spelled = JSON.stringify(this.secret).slice(1, -1);
    const anew = rewritten(plain);
    if (anew?.includes(spelled)) return Buffer.from(anew.replaceAll(spelled, this.mask));
    return plain === text ? bytes : Buffer.from(plain);
  }
}

function rewritten(json: string): string | undefined {
  try {
    return JSON.stringify(JSON.parse(json));
  } catch {
    return undefined;
  }
}
