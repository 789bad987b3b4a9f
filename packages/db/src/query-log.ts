/** Passes the text of statements to `onQuery`. */
import type { KyselyConfig } from "kysely";
import type { DatabaseParts } from "./database.ts";

export function logOf({ onQuery }: DatabaseParts): Pick<KyselyConfig, "log"> {
  return onQuery ? { log: ({ query }) => onQuery(query.sql) } : {};
}
