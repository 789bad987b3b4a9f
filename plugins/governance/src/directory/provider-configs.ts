/** What a virtual key may use at each provider: the set in a draft becomes the key's set. */
import { toJson } from "@headgate/db";
import type { ProviderConfigDraft } from "./drafts.ts";
import { deleteLimits, writeLimits } from "./limit-rows.ts";
import { invalid } from "./refusals.ts";
import type { ProviderConfigRow } from "./tables.ts";
import type { Writing } from "./writer.ts";

export async function writeProviderConfigs(
  on: Writing,
  keyId: string,
  drafts: readonly ProviderConfigDraft[] | null,
): Promise<void> {
  const before = await providerConfigsOf(on, keyId);
  const kept = (drafts ?? []).map((draft, i) => place(draft, i, before));
  refuseTwice(kept);
  await deleteProviderConfigs(
    on,
    before.filter((row) => !kept.some(({ row: those }) => those === row)),
  );
  let id = await lastId(on);
  for (const { draft, row, at } of kept) {
    const limits = await writeLimits(on, draft, row, `${at}.`);
    const { provider, weight } = draft;
    const lists = { allowed_models: listOf(draft.allowed_models), key_ids: listOf(draft.key_ids) };
    if (row) {
      const values = { provider, weight, ...lists, ...limits };
      await on.trx.updateTable("governance_provider_configs").set(values).where("id", "=", row.id).execute();
    } else {
      const { allowed_models = "[]", key_ids = "[]" } = lists;
      const values = { virtual_key_id: keyId, provider: provider!, weight: weight ?? null, allowed_models, key_ids, ...limits };
      await on.trx
        .insertInto("governance_provider_configs")
        .values({ id: ++id, ...values })
        .execute();
    }
  }
}

export function providerConfigsOf({ trx }: Writing, keyId: string): Promise<ProviderConfigRow[]> {
  return trx.selectFrom("governance_provider_configs").selectAll().where("virtual_key_id", "=", keyId).execute();
}

export async function deleteProviderConfigs(on: Writing, rows: readonly ProviderConfigRow[]): Promise<void> {
  if (rows.length === 0) return;
  const ids = rows.map(({ id }) => id);
  await on.trx.deleteFrom("governance_provider_configs").where("id", "in", ids).execute();
  await deleteLimits(on, rows);
}

interface Placed {
  readonly draft: ProviderConfigDraft;
  /** The existing one that it changes. */
  readonly row: ProviderConfigRow | undefined;
  /** Its place in the body. */
  readonly at: string;
  readonly provider: string;
}

/** The values of a new one. */
const fresh: ProviderConfigDraft = { weight: null, allowed_models: [], key_ids: [], budget: null, rate_limit: null };

/** One with an id is changed. One without is set anew, in place of what the key had for this provider, whose limits keep their usage. */
function place(said: ProviderConfigDraft, i: number, before: readonly ProviderConfigRow[]): Placed {
  const at = `provider_configs.${i}`;
  const { id } = said;
  const draft = id === undefined ? { ...fresh, ...said } : said;
  const row = before.find((own) => (id === undefined ? own.provider === draft.provider : own.id === id));
  if (id !== undefined && !row) throw invalid(`${at}.id`, `${at}.id is ${id}, which does not belong to this virtual key`);
  const provider = draft.provider ?? row?.provider;
  if (provider === undefined) throw invalid(`${at}.provider`, `${at}.provider is required`);
  return { draft, row, at, provider };
}

function refuseTwice(kept: readonly Placed[]): void {
  kept.forEach(({ provider, at }, i) => {
    const first = kept.findIndex((other) => other.provider === provider);
    if (first < i) throw invalid(`${at}.provider`, `${at}.provider is ${provider}, as in provider_configs.${first}`);
  });
}

/** Writers go one after another, so nobody else takes the next. */
async function lastId({ trx }: Writing): Promise<number> {
  const row = await trx
    .selectFrom("governance_provider_configs")
    .select(({ fn }) => fn.max("id").as("last"))
    .executeTakeFirst();
  return row?.last ?? 0;
}

function listOf(list: readonly string[] | null | undefined): string | undefined {
  return list === undefined ? undefined : toJson(list ?? []);
}
