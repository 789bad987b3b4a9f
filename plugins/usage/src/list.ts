/** Pages of the ledger, newest first unless asked otherwise. */
import { fromFlag, fromJson, type Kysely } from "@headgate/db";
import type { Question } from "./question.ts";
import { type CallRow, type RequestRow, type Row, tokenUnits } from "./row.ts";
import type { Tables } from "./tables.ts";

export interface Page {
  readonly rows: readonly object[];
  /** Over all pages. */
  readonly total: number;
}

export async function listRequests(tables: Kysely<Tables>, question: Question): Promise<Page> {
  return page(tables, "usage_requests", question);
}

export async function listCalls(tables: Kysely<Tables>, question: Question): Promise<Page> {
  return page(tables, "usage_calls", question);
}

async function page(tables: Kysely<Tables>, table: keyof Tables, question: Question): Promise<Page> {
  const { limit, offset, order = "desc" } = question;
  const asked = narrowed(tables, table, question);
  const rows = await asked.selectAll().orderBy("time", order).orderBy("id", order).limit(limit).offset(offset).execute();
  const { total } = await asked.select(({ fn }) => fn.countAll<number>().as("total")).executeTakeFirstOrThrow();
  return { rows: rows.map(shown), total };
}

// oxlint-disable-next-line typescript/explicit-function-return-type -- Kysely's own type is longer than the function
function narrowed(tables: Kysely<Tables>, table: keyof Tables, question: Question) {
  const { from, to, caller, provider, model, status, request } = question;
  let asked = tables.selectFrom(table as "usage_calls");
  if (from !== undefined) asked = asked.where("time", ">=", from);
  if (to !== undefined) asked = asked.where("time", "<", to);
  if (caller !== undefined) asked = asked.where("caller_id", "=", caller);
  if (provider !== undefined) asked = asked.where("provider", "=", provider);
  if (model !== undefined) asked = asked.where("model", "=", model);
  if (status !== undefined) asked = asked.where("status", "=", status);
  if (request !== undefined) asked = asked.where("request_id", "=", request);
  return asked;
}

/** All units in one object, without those that nobody reported. */
function shown(row: RequestRow | CallRow): object {
  const { time, stream, other_units, estimated, input, output, cache_read, cache_write, reasoning, ...rest } = row;
  const tokens: Pick<Row, (typeof tokenUnits)[number]> = { input, output, cache_read, cache_write, reasoning };
  const known = Object.entries(tokens).filter(([, count]) => count !== null);
  return {
    ...rest,
    time: new Date(time).toISOString(),
    stream: fromFlag(stream),
    units: estimated === null ? null : { ...Object.fromEntries(known), ...fromJson<object | null>(other_units) },
    estimated: estimated === null ? null : fromFlag(estimated),
  };
}
