/** What stands behind the opaque `Db` of core: known to this package only. */
import type { Db } from "@headgate/core";
import type { Kysely } from "kysely";

export interface Opened {
  /** Of no schema: every owner sees it through a type of its own. */
  readonly kysely: Kysely<unknown>;
  /** Changes of tables run here, where a statement may take as long as it needs. */
  alone<T>(work: (kysely: Kysely<unknown>) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** At once, or when a lazy database has been opened. */
export function openedOf(db: Db): Opened | Promise<Opened> {
  const opened = db["~db"] as Opened | (() => Promise<Opened>);
  return typeof opened === "function" ? opened() : opened;
}
