/** The budgets among levels, and where each is counted: found once for each list of levels, not for each call. */
import { counterKey } from "../directory/counter-key.ts";
import type { Counted, Level } from "../judge/level.ts";
import type { Budget } from "../model.ts";

export interface Budgeted {
  readonly owner: string;
  readonly scope: Level["scope"];
  readonly counted: Counted<Budget>;
  /** In `host.store`. */
  readonly key: string;
}

/** A world keeps its lists for as long as it lasts. */
const known = new WeakMap<readonly Level[], readonly Budgeted[]>();

export function budgetsOf(levels: readonly Level[]): readonly Budgeted[] {
  let budgets = known.get(levels);
  if (!budgets) known.set(levels, (budgets = levels.flatMap(budgetOf)));
  return budgets;
}

function budgetOf({ owner, scope, budget }: Level): readonly Budgeted[] {
  return budget ? [{ owner, scope, counted: budget, key: counterKey("budget", budget.of.id) }] : [];
}
