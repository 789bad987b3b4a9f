/** Limits of a whole provider, whoever asks. A provider without any is not stored. */
import type { DirectoryStore } from "./directory.ts";
import { deleteLimits, writeLimits } from "./limit-rows.ts";
import { notFound } from "./refusals.ts";
import type { ProviderLimitRow } from "./tables.ts";
import type { Writer, Writing } from "./writer.ts";

export function providerWrites(writer: Writer): DirectoryStore["providers"] {
  return {
    async update(provider, change) {
      const { directory } = await writer.write(async (on) => {
        on.touch("providers");
        const before = await rowOf(on, provider);
        const limits = await writeLimits(on, change, before);
        const { trx } = on;
        if (limits.budget_id === null && limits.rate_limit_id === null) await forget(on, provider);
        else if (before) {
          await trx.updateTable("governance_provider_limits").set(limits).where("provider", "=", provider).execute();
        } else
          await trx
            .insertInto("governance_provider_limits")
            .values({ provider, ...limits })
            .execute();
      });
      return directory.providers.get(provider) ?? {};
    },
    async delete(provider) {
      await writer.write(async (on) => {
        on.touch("providers");
        const row = await rowOf(on, provider);
        if (!row) throw notFound("Provider governance");
        await forget(on, provider);
        await deleteLimits(on, [row]);
      });
    },
  };
}

function rowOf({ trx }: Writing, provider: string): Promise<ProviderLimitRow | undefined> {
  return trx.selectFrom("governance_provider_limits").selectAll().where("provider", "=", provider).executeTakeFirst();
}

async function forget({ trx }: Writing, provider: string): Promise<void> {
  await trx.deleteFrom("governance_provider_limits").where("provider", "=", provider).execute();
}
