/** What was made by API, as it is stored: everything there is at one moment, with no secret in the clear. */

/** Where a secret is: `env.NAME`, or what the cipher made of it. Never the secret. */
export type StoredSecret = string;

export interface StoredProvider {
  readonly name: string;
  /** As in a config file, without `keys` and `headers`; defaults are filled in when it is read. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Their values are as secret as keys. */
  readonly headers: Readonly<Record<string, StoredSecret>>;
}

export interface StoredKey {
  readonly provider: string;
  /** Whose provider it was made for: a key of one is never sent to another that only has the same name. */
  readonly of: "file" | "api";
  readonly name: string;
  readonly secret: StoredSecret;
  readonly enabled: boolean;
  /** As in a config file: weight, models, concurrency. */
  readonly limits: Readonly<Record<string, unknown>>;
}

/** In the order in which they were made, which is the order in which keys are tried. */
export interface Snapshot {
  readonly providers: readonly StoredProvider[];
  readonly keys: readonly StoredKey[];
}

export const emptySnapshot: Snapshot = { providers: [], keys: [] };

/** Snapshots are read and made field by field in one order, so that equal ones read the same. */
export function isSame(a: Snapshot, b: Snapshot): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
