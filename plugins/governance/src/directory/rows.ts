/** Reads the tables: whole, or only some resources with everything that belongs to them. */
import type { Transaction } from "@headgate/db";
import type { ChangeKind, Touched } from "./changes.ts";
import type {
  BudgetRow,
  CustomerRow,
  LimitedRow,
  ModelConfigRow,
  ProviderConfigRow,
  ProviderLimitRow,
  RateLimitRow,
  RoutingRuleRow,
  Tables,
  TeamRow,
  VirtualKeyRow,
} from "./tables.ts";

/** Oldest first, rules in the order in which they are tried. */
export interface Rows {
  readonly budgets: readonly BudgetRow[];
  readonly rateLimits: readonly RateLimitRow[];
  readonly customers: readonly CustomerRow[];
  readonly teams: readonly TeamRow[];
  readonly virtualKeys: readonly VirtualKeyRow[];
  readonly providerConfigs: readonly ProviderConfigRow[];
  readonly modelConfigs: readonly ModelConfigRow[];
  readonly providers: readonly ProviderLimitRow[];
  readonly rules: readonly RoutingRuleRow[];
}

/** Everything if `touched` is absent. */
export async function readRows(trx: Transaction<Tables>, touched?: readonly Touched[]): Promise<Rows> {
  const owners = {
    ...(await readPeople(trx, (kind) => idsOf(kind, touched))),
    ...(await readPlaces(trx, (kind) => idsOf(kind, touched)?.length !== 0)),
  };
  const { customers, teams, virtualKeys, providerConfigs, modelConfigs, providers } = owners;
  const limited: readonly LimitedRow[] = [
    ...customers,
    ...teams,
    ...virtualKeys,
    ...providerConfigs,
    ...modelConfigs,
    ...providers,
  ];
  const budgets = touched && limited.flatMap(({ budget_id }) => budget_id ?? []);
  const rateLimits = touched && limited.flatMap(({ rate_limit_id }) => rate_limit_id ?? []);
  return {
    ...owners,
    budgets: await pick(budgets, (ids) => {
      const query = trx.selectFrom("governance_budgets").selectAll();
      return (ids ? query.where("id", "in", ids) : query).execute();
    }),
    rateLimits: await pick(rateLimits, (ids) => {
      const query = trx.selectFrom("governance_rate_limits").selectAll();
      return (ids ? query.where("id", "in", ids) : query).execute();
    }),
  };
}

/** Undefined: all of them. */
type Ids = readonly string[] | undefined;

function idsOf(kind: ChangeKind, touched: readonly Touched[] | undefined): Ids {
  return touched && [...new Set(touched.filter((one) => one.kind === kind).map(({ id }) => id))];
}

type People = Pick<Rows, "customers" | "teams" | "virtualKeys" | "providerConfigs">;

/** There are many, so only the touched ones. */
async function readPeople(trx: Transaction<Tables>, wanted: (kind: ChangeKind) => Ids): Promise<People> {
  return {
    customers: await pick(wanted("customer"), (ids) => {
      const query = trx.selectFrom("governance_customers").selectAll().orderBy("created_at").orderBy("id");
      return (ids ? query.where("id", "in", ids) : query).execute();
    }),
    teams: await pick(wanted("team"), (ids) => {
      const query = trx.selectFrom("governance_teams").selectAll().orderBy("created_at").orderBy("id");
      return (ids ? query.where("id", "in", ids) : query).execute();
    }),
    virtualKeys: await pick(wanted("virtual_key"), (ids) => {
      const query = trx.selectFrom("governance_virtual_keys").selectAll().orderBy("created_at").orderBy("id");
      return (ids ? query.where("id", "in", ids) : query).execute();
    }),
    providerConfigs: await pick(wanted("virtual_key"), (ids) => {
      const query = trx.selectFrom("governance_provider_configs").selectAll().orderBy("id");
      return (ids ? query.where("virtual_key_id", "in", ids) : query).execute();
    }),
  };
}

type Places = Pick<Rows, "modelConfigs" | "providers" | "rules">;

/** There are few, so all of a kind. */
async function readPlaces(trx: Transaction<Tables>, wanted: (kind: ChangeKind) => boolean): Promise<Places> {
  const configs = trx.selectFrom("governance_model_configs").selectAll().orderBy("created_at").orderBy("id");
  const providers = trx.selectFrom("governance_provider_limits").selectAll().orderBy("provider");
  const rules = trx.selectFrom("governance_routing_rules").selectAll().orderBy("priority").orderBy("created_at").orderBy("id");
  return {
    modelConfigs: wanted("model_configs") ? await configs.execute() : [],
    providers: wanted("providers") ? await providers.execute() : [],
    rules: wanted("rules") ? await rules.execute() : [],
  };
}

/** Above this number they are not named one by one: all are read, and the others are ignored. */
const mostNamed = 5000;

/** An empty list is not valid SQL, so nothing is queried for it. */
async function pick<Row>(ids: Ids, read: (ids: Ids) => Promise<readonly Row[]>): Promise<readonly Row[]> {
  if (ids?.length === 0) return [];
  return read(ids && ids.length > mostNamed ? undefined : ids);
}
