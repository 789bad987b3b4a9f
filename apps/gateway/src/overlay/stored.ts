/** Reads what is stored without changing anything: no file, table or folder is made. */
import type { GatewayConfig } from "@headgate/config";
import type { Clock, Log } from "@headgate/core";
import { createDatabase, type Database } from "@headgate/db";
import { statSync } from "node:fs";
import { placeOf } from "../database-place.ts";
import { emptySnapshot, type Snapshot } from "./snapshot.ts";
import { openOverlayTables, owner } from "./tables.ts";

/** Rejects when a database that is configured cannot be read. */
export async function readStored(
  { state }: GatewayConfig,
  parts: { readonly log: Log; readonly clock: Clock },
): Promise<Snapshot> {
  const { options } = placeOf(state);
  if (options.driver === "sqlite" && !statSync(options.file, { throwIfNoEntry: false })?.size) return emptySnapshot;
  let db: Database;
  try {
    db = await createDatabase(options.driver === "sqlite" ? options : { ...options, url: readOnly(options.url) }, parts);
  } catch (error) {
    // An empty one: the first gateway that serves makes the tables.
    if (((error as Error).cause as { code?: unknown } | undefined)?.code === readOnlyCode) return emptySnapshot;
    throw error;
  }
  try {
    const owners = await db.owners();
    return owners.some((each) => each.owner === owner) ? await (await openOverlayTables(db)).read() : emptySnapshot;
  } finally {
    await db.close();
  }
}

/** read_only_sql_transaction: PostgreSQL 16, appendix A. */
const readOnlyCode = "25006";

function readOnly(url: string): string {
  const place = new URL(url);
  const options = [place.searchParams.get("options"), "-c default_transaction_read_only=on"].filter(Boolean).join(" ");
  place.searchParams.set("options", options);
  return place.href;
}
