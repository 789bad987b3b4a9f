/** What an admin key looks like that is kept in the database. */
import { hash } from "node:crypto";
import type { Random } from "@headgate/core";

const prefix = "sk-hg-admin-";
const secretBytes = 32;

export function newAdminKey(random: Pick<Random, "bytes">): string {
  return prefix + Buffer.from(random.bytes(secretBytes)).toString("base64url");
}

/** Whether it may be one: whatever else is shown is not looked for in a database. */
export function isLikeAdminKey(secret: string): boolean {
  return secret.startsWith(prefix) && /^[\w-]{43}$/.test(secret.slice(prefix.length));
}

/** All that is kept of one. Without salt or stretching, for nobody guesses 32 random bytes. */
export function digestOf(secret: string): string {
  return hash("sha256", secret, "hex");
}
