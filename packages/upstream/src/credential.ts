/** A provider key that cannot be printed by accident. */
import { inspect } from "node:util";
import type { Credential } from "@headgate/core";

export type CredentialInit = Pick<Credential, "name" | "owner" | "origins"> &
  Partial<Pick<Credential, "weight" | "models" | "concurrency">>;

export function createCredential(init: CredentialInit, secret: string): Credential {
  return new SealedCredential(init, secret);
}

class SealedCredential implements Credential {
  readonly name: string;
  readonly owner: Credential["owner"];
  readonly origins: readonly string[];
  readonly weight: number | undefined;
  readonly models: readonly string[] | undefined;
  readonly concurrency: number | undefined;
  readonly mask: string;
  readonly #secret: string;

  constructor({ name, owner, origins, weight, models, concurrency }: CredentialInit, secret: string) {
    this.name = name;
    this.owner = owner;
    this.origins = origins;
    this.weight = weight;
    this.models = models;
    this.concurrency = concurrency;
    this.mask = maskOf(secret);
    this.#secret = secret;
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

/** Enough to recognise a long key by, little of a short one: at most 4 characters of each end. */
function maskOf(secret: string): string {
  // The ends of JSON identify nothing, and would break what they are put into.
  if (/^\s*\{/.test(secret)) return "{...}";
  const letters = Array.from(secret);
  const shown = letters.length >= 20 ? 4 : letters.length >= 10 ? 2 : letters.length >= 5 ? 1 : 0;
  return `${letters.slice(0, shown).join("")}...${letters.slice(letters.length - shown).join("")}`;
}
