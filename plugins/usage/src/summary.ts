/** Sums: requests from their own table; tokens and money from the calls, because failed attempts and a job's late calls cost too. */
import { type Kysely, sql } from "@headgate/db";
import type { GroupBy, Question } from "./question.ts";
import { tokenUnits } from "./row.ts";
import type { Tables } from "./tables.ts";

export interface Sums {
  readonly requests: number;
  readonly calls: number;
  readonly tokens: Readonly<Record<(typeof tokenUnits)[number], number>>;
  /** US dollars. */
  readonly cost: number;
}

/** Most expensive first; days newest first. Without a grouping there is one row, even if there is nothing to sum. */
export async function summarize(
  tables: Kysely<Tables>,
  question: Question,
): Promise<readonly (Sums & { [By in GroupBy]?: unknown })[]> {
  const { group_by: by, limit, offset } = question;
  const what = by ? columns[by] : sql`null`;
  const where = condition(question);
  const none = sql.join(tokenUnits.map((unit) => sql`0 as ${sql.ref(unit)}`));
  const counted = sql.join(tokenUnits.map((unit) => sql`coalesce(${sql.ref(unit)}, 0)`));
  const sums = sql.join(tokenUnits.map((unit) => sql`sum(${sql.ref(unit)}) as ${sql.ref(unit)}`));
  const order = by === "day" ? sql`what desc` : sql`cost_nano desc, requests desc, what`;
  // It starts with the word by which SQLite's driver recognises a read, which needs no lock.
  const { rows } = await sql<Record<string, number | string | null>>`
    select what, sum(requests) as requests, sum(calls) as calls, sum(cost_nano) as cost_nano, ${sums}
    from (
      select ${what} as what, 1 as requests, 0 as calls, 0 as cost_nano, ${none} from usage_requests ${where}
      union all
      select ${what}, 0, 1, coalesce(cost_nano, 0), ${counted} from usage_calls ${where}
    ) as counted
    group by what order by ${order} limit ${limit} offset ${offset}`.execute(tables);
  if (!by) return [sumsOf(rows[0] ?? {})];
  return rows.map((row) => ({ [by]: by === "day" ? dayOf(row["what"]) : row["what"], ...sumsOf(row) }));
}

const dayMs = 86_400_000;
/** Integer division gives an integer on both databases as long as the divisor is not a parameter. */
const columns = {
  caller: sql.ref("caller_id"),
  provider: sql.ref("provider"),
  model: sql.ref("model"),
  day: sql`${sql.ref("time")} / ${sql.lit(dayMs)}`,
};

// oxlint-disable-next-line typescript/explicit-function-return-type -- Kysely's own type is longer than the function
function condition({ from, to, caller, provider, model }: Question) {
  const parts = [
    from !== undefined && sql<boolean>`time >= ${from}`,
    to !== undefined && sql<boolean>`time < ${to}`,
    caller !== undefined && sql<boolean>`caller_id = ${caller}`,
    provider !== undefined && sql<boolean>`provider = ${provider}`,
    model !== undefined && sql<boolean>`model = ${model}`,
  ].filter((part) => part !== false);
  return parts.length > 0 ? sql`where ${sql.join(parts, sql` and `)}` : sql``;
}

function sumsOf(row: Readonly<Record<string, unknown>>): Sums {
  const number = (name: string): number => Number(row[name] ?? 0);
  const tokens = Object.fromEntries(tokenUnits.map((unit) => [unit, number(unit)])) as Sums["tokens"];
  return { requests: number("requests"), calls: number("calls"), tokens, cost: number("cost_nano") / 1e9 };
}

function dayOf(days: unknown): string {
  return new Date(Number(days) * dayMs).toISOString().slice(0, 10);
}
