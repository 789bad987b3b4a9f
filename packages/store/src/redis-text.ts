/** Names and values for Redis: any text comes back as it was, and no two keys ever meet. */
import type { Hold } from "@headgate/core";
import { bucketMsOf } from "./buckets.ts";

/** A half of a surrogate pair has no UTF-8: such text travels as its code units. */
export function toRedis(text: string): string {
  return /\p{Surrogate}/u.test(text) ? `~${Buffer.from(text, "utf16le").toString("base64")}` : `:${text}`;
}

export function fromRedis(text: string): string {
  return text.startsWith("~") ? Buffer.from(text.slice(1), "base64").toString("utf16le") : text.slice(1);
}

export interface CountName {
  readonly key: string;
  /** What the scripts ask for: kind, a, b. */
  readonly shape: readonly [kind: "c" | "f" | "s" | "p", a: string, b: string];
}

/** The numbers come before the caller's key, so that no key can look like another's window. */
export function countName(prefix: string, { key, window }: Pick<Hold, "key" | "window">): CountName {
  const text = toRedis(key);
  if (!window) return { key: `${prefix}c${text}`, shape: ["c", "", ""] };
  if (!("ms" in window)) {
    const { from, until } = window;
    return { key: `${prefix}p${from},${until}${text}`, shape: ["p", String(from), String(until)] };
  }
  const ms = String(window.ms);
  if (!window.sliding) return { key: `${prefix}f${ms}${text}`, shape: ["f", ms, ""] };
  return { key: `${prefix}s${ms}${text}`, shape: ["s", ms, String(bucketMsOf(window.ms))] };
}
