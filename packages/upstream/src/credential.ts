/** A provider key that cannot be printed by accident. */
import { inspect } from "node:util";
import type { Credential } from "@headgate/core";

export function createCredential(name: string, secret: string, origins: readonly string[]): Credential {
  return new SealedCredential(name, secret, origins);
}

class SealedCredential implements Credential {
  readonly name: string;
  readonly origins: readonly string[];
  readonly #secret: string;

  constructor(name: string, secret: string, origins: readonly string[]) {
    this.name = name;
    this.origins = origins;
    this.#secret = secret;
  }
  /** Enough to recognise a long key by, nothing of a short one. */
  get mask(): string {
    return this.#secret.length < 20 ? "***" : `${this.#secret.slice(0, 3)}...${this.#secret.slice(-4)}`;
  }
  reveal(origin: string): string {
    if (this.origins.includes(origin)) return this.#secret;
    throw new Error(`credential "${this.name}" may be sent to ${this.origins.join(", ")}, not to ${origin}`);
  }
  toString(): string {
    return this.mask;
  }
  toJSON(): string {
    return this.mask;
  }
  [inspect.custom](): string {
    return `Credential(${this.name} ${this.mask})`;
  }
}
