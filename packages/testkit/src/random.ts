/** Repeatable randomness: the same seed gives the same numbers, ids and bytes. */
import type { Random } from "@headgate/core";

export function createRandom(seed = 1): Random {
  let state = seed >>> 0;
  // mulberry32: 32 bits of state are enough for a test.
  const number = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const bytes = (size: number): Uint8Array => Uint8Array.from({ length: size }, () => number() * 256);
  return {
    number,
    bytes,
    uuid() {
      const raw = bytes(16);
      raw[6] = (raw[6]! & 0x0f) | 0x40;
      raw[8] = (raw[8]! & 0x3f) | 0x80;
      const hex = Buffer.from(raw).toString("hex");
      return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
    },
  };
}
