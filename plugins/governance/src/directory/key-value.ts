/** The value of a virtual key, and what is stored of it. */
import { hash } from "node:crypto";
import type { Random } from "@headgate/core";

export interface KeyValue {
  /** What its holder sends. */
  readonly value: string;
  /** SHA-256 in hex. */
  readonly digest: string;
}

export function createKeyValue(random: Pick<Random, "uuid">): KeyValue {
  const value = `sk-bf-${random.uuid()}`;
  return { value, digest: hash("sha256", value, "hex") };
}
