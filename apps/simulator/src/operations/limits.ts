/** Reads the two numbers that bound an answer; what is no number there is no bound. */

/** How many choices: n, at least 1 and at most 128. */
export function choices(n: unknown): number {
  return typeof n === "number" && n >= 1 ? Math.min(Math.floor(n), 128) : 1;
}

/** How many tokens an answer may have; undefined for any number. */
export function limitOf(tokens: unknown): number | undefined {
  return typeof tokens === "number" && tokens >= 0 ? Math.floor(tokens) : undefined;
}
