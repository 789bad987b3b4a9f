/** Writes the limits in a draft and keeps their ids, so that a changed limit keeps its usage. */
import { fromFlag } from "@headgate/db";
import type { Recurrence } from "../durations.ts";
import { counterKey } from "./counter-key.ts";
import type { LimitedDraft } from "./drafts.ts";
import { budgetAfter, rateLimitAfter } from "./limit-values.ts";
import type { BudgetRow, LimitedRow, RateLimitRow } from "./tables.ts";
import type { Writing } from "./writer.ts";

const none: LimitedRow = { budget_id: null, rate_limit_id: null };

/** Returns the columns that point to them. `within` is the place of the draft itself, such as `provider_configs.0.`. */
export async function writeLimits(on: Writing, draft: LimitedDraft, before: LimitedRow = none, within = ""): Promise<LimitedRow> {
  return {
    budget_id: await writeBudget(on, draft.budget, before.budget_id, `${within}budget`),
    rate_limit_id: await writeRateLimit(on, draft.rate_limit, before.rate_limit_id, `${within}rate_limit`),
  };
}

/** Deletes limits whose owners are gone. */
export async function deleteLimits({ trx }: Writing, owners: readonly LimitedRow[]): Promise<void> {
  const budgets = owners.flatMap(({ budget_id }) => budget_id ?? []);
  const rateLimits = owners.flatMap(({ rate_limit_id }) => rate_limit_id ?? []);
  if (budgets.length > 0) await trx.deleteFrom("governance_budgets").where("id", "in", budgets).execute();
  if (rateLimits.length > 0) await trx.deleteFrom("governance_rate_limits").where("id", "in", rateLimits).execute();
}

async function writeBudget(on: Writing, draft: LimitedDraft["budget"], id: string | null, at: string): Promise<string | null> {
  if (draft === undefined) return id;
  const { trx } = on;
  const before =
    id === null ? undefined : await trx.selectFrom("governance_budgets").selectAll().where("id", "=", id).executeTakeFirst();
  const after = budgetAfter(draft, before, at);
  if (after && before) {
    await trx.updateTable("governance_budgets").set(after).where("id", "=", before.id).execute();
    on.move({ key: counterKey("budget", before.id), before: recurrenceOf(before), after: recurrenceOf({ ...before, ...after }) });
    return before.id;
  }
  await deleteLimits(on, [{ budget_id: id, rate_limit_id: null }]);
  if (!after) return null;
  const row = { ...after, id: on.uuid(), created_at: on.now };
  await trx.insertInto("governance_budgets").values(row).execute();
  return row.id;
}

async function writeRateLimit(
  on: Writing,
  draft: LimitedDraft["rate_limit"],
  id: string | null,
  at: string,
): Promise<string | null> {
  if (draft === undefined) return id;
  const { trx } = on;
  const before =
    id === null ? undefined : await trx.selectFrom("governance_rate_limits").selectAll().where("id", "=", id).executeTakeFirst();
  const after = rateLimitAfter(draft, before, at);
  if (after && before) {
    await trx.updateTable("governance_rate_limits").set(after).where("id", "=", before.id).execute();
    moveQuota(on, "tokens", before, before.token_reset_duration, after.token_reset_duration);
    moveQuota(on, "requests", before, before.request_reset_duration, after.request_reset_duration);
    return before.id;
  }
  await deleteLimits(on, [{ budget_id: null, rate_limit_id: id }]);
  if (!after) return null;
  const row = { ...after, id: on.uuid(), created_at: on.now };
  await trx.insertInto("governance_rate_limits").values(row).execute();
  return row.id;
}

function recurrenceOf({ reset_duration, calendar_aligned, created_at }: BudgetRow): Recurrence {
  return { reset_duration, calendar_aligned: fromFlag(calendar_aligned), created_at };
}

function moveQuota(
  { move }: Writing,
  kind: "tokens" | "requests",
  { id, created_at }: RateLimitRow,
  before: string | null,
  after: string | null,
): void {
  if (before === null || after === null) return;
  const recurs = (reset_duration: string): Recurrence => ({ reset_duration, created_at });
  move({ key: counterKey(kind, id), before: recurs(before), after: recurs(after) });
}
