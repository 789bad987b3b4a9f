/** Reads the two limits of an answer; a value that is not a number is ignored. */

/** The number of choices: n, from 1 to 128. */
export function choices(n: unknown): number {
  return typeof n === "number" && n >= 1 ? Math.min(Math.floor(n), 128) : 1;
}

/** The maximum tokens of an answer; undefined for no limit. */
export function limitOf(tokens: unknown): number | undefined {
  return typeof tokens === "number" && tokens >= 0 ? Math.floor(tokens) : undefined;
}
