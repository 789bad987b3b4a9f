/** Brings a snapshot up to date: reads what has changed since, as of one moment, into a new snapshot. */
import type { Kysely } from "@headgate/db";
import type { Directory, VirtualKey } from "../model.ts";
import { changesSince, latestChange, type Touched } from "./changes.ts";
import { readRows } from "./rows.ts";
import { directoryOf } from "./snapshot.ts";
import type { Tables } from "./tables.ts";

export interface Seen {
  readonly directory: Directory;
  /** The last change that it includes. */
  readonly change: number;
}

/** Reads as of one moment: a key never shows up without the budget that was written with it. */
export async function catchUp(db: Kysely<Tables>, seen?: Seen): Promise<Seen> {
  const reading = db.transaction().setIsolationLevel("repeatable read").setAccessMode("read only");
  return reading.execute(async (trx) => {
    const { latest, touched } = seen
      ? await changesSince(trx, seen.change)
      : { latest: await latestChange(trx), touched: undefined };
    if (seen && touched?.length === 0) return seen;
    const read = directoryOf(await readRows(trx, touched));
    return { directory: seen && touched ? merged(seen.directory, read, touched) : read, change: latest };
  });
}

/** What was touched is as in `read`, or gone. */
function merged(before: Directory, read: Directory, touched: readonly Touched[]): Directory {
  const idsOf = (kind: Touched["kind"]): readonly string[] => touched.filter((one) => one.kind === kind).map(({ id }) => id);
  const has = (kind: Touched["kind"]): boolean => touched.some((one) => one.kind === kind);
  const keys = idsOf("virtual_key");
  return {
    virtualKeys: replaced(before.virtualKeys, read.virtualKeys, keys),
    byDigest: keys.length > 0 ? digestsAfter(before, read, keys) : before.byDigest,
    teams: replaced(before.teams, read.teams, idsOf("team")),
    customers: replaced(before.customers, read.customers, idsOf("customer")),
    modelConfigs: has("model_configs") ? read.modelConfigs : before.modelConfigs,
    providers: has("providers") ? read.providers : before.providers,
    rules: has("rules") ? read.rules : before.rules,
  };
}

function replaced<T>(
  before: ReadonlyMap<string, T>,
  read: ReadonlyMap<string, T>,
  ids: readonly string[],
): ReadonlyMap<string, T> {
  if (ids.length === 0) return before;
  const after = new Map(before);
  for (const id of ids) {
    const now = read.get(id);
    if (now) after.set(id, now);
    else after.delete(id);
  }
  return after;
}

function digestsAfter(before: Directory, read: Directory, ids: readonly string[]): ReadonlyMap<string, VirtualKey> {
  const after = new Map(before.byDigest);
  for (const id of ids) {
    const key = before.virtualKeys.get(id);
    if (!key) continue;
    after.delete(key.digest);
    if (key.previous) after.delete(key.previous.digest);
  }
  for (const [digest, key] of read.byDigest) after.set(digest, key);
  return after;
}
