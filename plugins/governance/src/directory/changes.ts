/** A numbered log of the resources that were written, so that a replica reads again only what has changed. */
import type { Transaction } from "@headgate/db";
import type { ChangeRow, Tables } from "./tables.ts";

/** What can be read alone: a resource with everything that belongs to it, or all of a kind that has few. */
export type ChangeKind = ChangeRow["kind"];

export interface Touched {
  readonly kind: ChangeKind;
  /** Empty if the kind is read as a whole. */
  readonly id: string;
}

/** Undefined: too much has changed, or it is unknown what. */
export interface Changes {
  readonly latest: number;
  readonly touched: readonly Touched[] | undefined;
}

/** Above this number, reading everything is quicker. */
const readAlone = 200;
/** More than are read alone, so that a replica that missed a deleted one finds too many changes and reads everything. */
const kept = 1000;

/** Writers go one after another, so the numbers follow the order of the commits. */
export async function recordChanges(trx: Transaction<Tables>, touched: readonly Touched[]): Promise<void> {
  const first = (await latestChange(trx)) + 1;
  const rows = touched.map(({ kind, id }, i) => ({ seq: first + i, kind, id }));
  await trx.insertInto("governance_changes").values(rows).execute();
  await trx
    .deleteFrom("governance_changes")
    .where("seq", "<=", first + rows.length - 1 - kept)
    .execute();
}

export async function changesSince(trx: Transaction<Tables>, seen: number): Promise<Changes> {
  const rows = await trx
    .selectFrom("governance_changes")
    .selectAll()
    .where("seq", ">", seen)
    .orderBy("seq")
    .limit(readAlone + 1)
    .execute();
  // Nothing new, but a different end: the database was replaced by an older one.
  const latest = rows.at(-1)?.seq ?? (await latestChange(trx));
  if (rows.length === 0 && latest === seen) return { latest, touched: [] };
  const alone = rows.length > 0 && rows.length <= readAlone && rows.every(({ kind }) => kind !== "all");
  return alone ? { latest, touched: rows } : { latest: await latestChange(trx), touched: undefined };
}

export async function latestChange(trx: Transaction<Tables>): Promise<number> {
  const row = await trx
    .selectFrom("governance_changes")
    .select(({ fn }) => fn.max("seq").as("latest"))
    .executeTakeFirst();
  return row?.latest ?? 0;
}
