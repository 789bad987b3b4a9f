/** Checks that the owner named in a draft exists. */
import { invalid } from "./refusals.ts";
import type { Writing } from "./writer.ts";

const tables = {
  team: ["governance_teams", "Team"],
  customer: ["governance_customers", "Customer"],
  virtual_key: ["governance_virtual_keys", "Virtual key"],
} as const;

export async function mustExist(
  { trx }: Writing,
  kind: keyof typeof tables,
  id: string | null | undefined,
  param = `${kind}_id`,
): Promise<void> {
  if (id === null || id === undefined) return;
  const [table, what] = tables[kind];
  const row = await trx.selectFrom(table).select("id").where("id", "=", id).executeTakeFirst();
  if (!row) throw invalid(param, `${what} not found (${param})`);
}
