/** What an admin key of the database looks like. */
import { hash } from "node:crypto";
import type { Random } from "@headgate/core";

const prefix = "sk-hg-admin-";
const secretBytes = 32;

export function newAdminKey(random: Pick<Random, "bytes">): string {
  return prefix + Buffer.from(random.bytes(secretBytes)).toString("base64url");
}

/** Whether it can be one: nothing else is looked up in the database. */
export function isLikeAdminKey(secret: string): boolean {
  return secret.startsWith(prefix) && /^[\w-]{43}$/.test(secret.slice(prefix.length));
}

/** All that is stored of one. Without salt or stretching, because nobody can guess 32 random bytes. */
export function digestOf(secret: string): string {
  return hash("sha256", secret, "hex");
}
