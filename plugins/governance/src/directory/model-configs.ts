/** Limits of one model, at one provider or at all. */
import type { ModelConfig } from "../model.ts";
import type { Writes } from "./directory.ts";
import type { ModelConfigDraft } from "./drafts.ts";
import { deleteLimits, writeLimits } from "./limit-rows.ts";
import { notFound, taken } from "./refusals.ts";
import type { ModelConfigRow } from "./tables.ts";
import { found, type Writer, type Writing } from "./writer.ts";

export function modelConfigWrites(writer: Writer): Writes<ModelConfig, ModelConfigDraft> {
  return {
    async create(draft) {
      const { result, directory } = await writer.write(async (on) => {
        on.touch("model_configs");
        const place = { model_name: draft.model_name, provider: draft.provider ?? "" };
        const row = { id: on.uuid(), ...place, created_at: on.now, ...(await writeLimits(on, draft)) };
        await on.trx.insertInto("governance_model_configs").values(row).execute();
        return row.id;
      }, collision);
      return found(
        directory.modelConfigs.find(({ id }) => id === result),
        what,
      );
    },
    async update(id, change) {
      const { directory } = await writer.write(async (on) => {
        on.touch("model_configs");
        const limits = await writeLimits(on, change, await rowOf(on, id));
        const provider = change.provider === null ? "" : change.provider;
        await on.trx
          .updateTable("governance_model_configs")
          .set({ model_name: change.model_name, provider, ...limits })
          .where("id", "=", id)
          .execute();
      }, collision);
      return found(
        directory.modelConfigs.find((config) => config.id === id),
        what,
      );
    },
    async delete(id) {
      await writer.write(async (on) => {
        on.touch("model_configs");
        const row = await rowOf(on, id);
        await on.trx.deleteFrom("governance_model_configs").where("id", "=", id).execute();
        await deleteLimits(on, [row]);
      });
    },
  };
}

const what = "Model config";
const collision = taken("model_name", "A model config for this model_name and provider already exists");

function rowOf({ trx }: Writing, id: string): Promise<ModelConfigRow> {
  return trx
    .selectFrom("governance_model_configs")
    .selectAll()
    .where("id", "=", id)
    .executeTakeFirstOrThrow(() => notFound(what));
}
