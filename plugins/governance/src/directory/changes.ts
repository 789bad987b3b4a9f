/** Which resources were written, one number after the other, so that a replica reads anew only what has changed. */
import type { Transaction } from "@headgate/db";
import type { ChangeRow, Tables } from "./tables.ts";

/** What may be read alone: a resource with all that belongs to it, or all of the few there are of its kind. */
export type ChangeKind = ChangeRow["kind"];

export interface Touched {
  readonly kind: ChangeKind;
  /** Empty where the kind is read as a whole. */
  readonly id: string;
}

/** Undefined: too much has changed, or it is not known what. */
export interface Changes {
  readonly latest: number;
  readonly touched: readonly Touched[] | undefined;
}

/** Beyond so many, reading everything is quicker. */
const readAlone = 200;
/** More than are read alone: who has missed one of these finds that too many have come. */
const kept = 1000;

/** Writers go one after the other, so numbers follow each other in the order of the commits. */
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
  // Nothing new, and yet another end: an older database was put in its place.
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
