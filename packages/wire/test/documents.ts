/** Seeded JSON documents in every spelling, and damage to them, so that a failing case can be run again. */

export type Random = () => number;

/** mulberry32 */
export function seeded(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function below(random: Random, limit: number): number {
  return Math.floor(random() * limit);
}

export function pick<T>(random: Random, from: readonly T[]): T {
  return from.at(below(random, from.length)) as T;
}

const KEYS = ["model", "messages", "stream", "usage", "__proto__", "", "é", 'a"b', "a\\", "constructor", "{", "x".repeat(40)];
const PIECES = [
  "word ",
  '"',
  "\\",
  "\n",
  "{",
  "}",
  "[",
  "]",
  ",",
  ":",
  "é",
  "漢字",
  "😀",
  "\u2028",
  "\u0000",
  '"model":"y"',
  "\ud800",
];
const SCALARS = ["0", "-0", "12", "-3.5", "1e999", "1E+2", "0.10e-3", "123456789012345678901234567890", "true", "false", "null"];

function space(random: Random): string {
  return random() < 0.8 ? "" : pick(random, [" ", "\n", "\r\n", "\t", "  \n "]);
}

/** One string in one of its many spellings. */
export function spelled(random: Random, value: string): string {
  const text = JSON.stringify(value);
  if (random() < 0.8) return text;
  return text.replace(/\\u[0-9a-f]{4}|\\.|[a-z/]/g, (letter) =>
    letter.length > 1 || random() < 0.5 ? letter : `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function textValue(random: Random, longest: number): string {
  let text = "";
  const pieces = below(random, longest);
  for (let i = 0; i < pieces; i++) text += random() < 0.85 ? "plain words " : pick(random, PIECES);
  return text;
}

function value(random: Random, depth: number, longest: number): string {
  const roll = random();
  if (depth > 4 || roll < 0.3) return pick(random, SCALARS);
  if (roll < 0.6) return spelled(random, textValue(random, longest));
  const members = Array.from({ length: below(random, 4) }, () => {
    const inner = `${space(random)}${value(random, depth + 1, longest)}${space(random)}`;
    return roll < 0.8 ? inner : `${space(random)}${spelled(random, pick(random, KEYS))}${space(random)}:${inner}`;
  });
  return roll < 0.8 ? `[${space(random)}${members.join(",")}]` : `{${space(random)}${members.join(",")}}`;
}

export interface Document {
  readonly text: string;
  /** As JSON.parse would read them, in order. */
  readonly keys: readonly string[];
}

/** An object; `longest` is the number of pieces in its longest text. */
export function document(random: Random, longest = 12): Document {
  const keys = Array.from({ length: below(random, 7) }, () => pick(random, KEYS));
  const members = keys.map(
    (key) =>
      `${space(random)}${spelled(random, key)}${space(random)}:${space(random)}${value(random, 0, longest)}${space(random)}`,
  );
  return { text: `${space(random)}{${space(random)}${members.join(",")}}${space(random)}`, keys };
}

/** The bytes somewhere inside a larger memory, as chunks from a socket are. */
export function placed(random: Random, bytes: Uint8Array): Buffer {
  const before = below(random, 8);
  const memory = Buffer.alloc(before + bytes.length + below(random, 8), '"}');
  memory.set(bytes, before);
  return memory.subarray(before, before + bytes.length);
}

const TOKENS = [
  '"',
  "\\",
  "{",
  "}",
  "[",
  "]",
  ",",
  ":",
  "0",
  "-",
  ".",
  "e",
  "t",
  "\u0000",
  "\n",
  "\u001f",
  "/",
  "u",
  " ",
  "\ufeff",
];

/** One to three bytes changed, cut, doubled or put in. */
export function damaged(random: Random, bytes: Buffer): Buffer {
  let out = bytes;
  for (let left = 1 + below(random, 3); left > 0; left--) {
    const at = below(random, out.length + 1);
    const token = Buffer.from(pick(random, TOKENS));
    const kind = below(random, 5);
    if (kind === 0) out = out.subarray(0, at);
    else if (kind === 1) out = Buffer.concat([out.subarray(0, at), token, out.subarray(at)]);
    else if (kind === 2) out = Buffer.concat([out.subarray(0, at), token, out.subarray(at + 1)]);
    else if (kind === 3) out = Buffer.concat([out.subarray(0, at), out.subarray(at + 1 + below(random, 3))]);
    else out = Buffer.concat([out.subarray(0, at), Buffer.from([below(random, 256)]), out.subarray(at + 1)]);
  }
  return out;
}

/** What JSON.parse says of the bytes, read as UTF-8. */
export function parsed(bytes: Uint8Array): { ok: true; value: unknown } | { ok: false } {
  try {
    return { ok: true, value: JSON.parse(Buffer.from(bytes).toString()) };
  } catch {
    return { ok: false };
  }
}

/** Notes a disagreement instead of asserting: there are hundreds of thousands of comparisons. */
export function compare(faults: string[], actual: unknown, expected: unknown, text: string): void {
  const [one, other] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (one !== other) faults.push(`${one} instead of ${other}: ${text}`);
}
