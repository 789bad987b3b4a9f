/** Which provider and key should answer if they can: those that served this session before. A wish, never a permission. */
import { key, type Key } from "@headgate/core";

export interface Preference {
  readonly provider: string;
  /** The credential's name; absent: any. */
  readonly key?: string | undefined;
}

export const Prefer: Key<Preference> = key<Preference>("prefer");
