/** Creates, changes, rotates and deletes virtual keys. */
import type { VirtualKey } from "../model.ts";
import type { DirectoryStore, Issued } from "./directory.ts";
import type { Change, VirtualKeyDraft } from "./drafts.ts";
import { createKeyValue } from "./key-value.ts";
import { deleteLimits, writeLimits } from "./limit-rows.ts";
import { mustExist } from "./owners.ts";
import { deleteProviderConfigs, providerConfigsOf, writeProviderConfigs } from "./provider-configs.ts";
import { invalid, notFound, taken } from "./refusals.ts";
import type { VirtualKeyRow } from "./tables.ts";
import { found, type Writer, type Written, type Writing } from "./writer.ts";

export function virtualKeyWrites(writer: Writer): DirectoryStore["virtualKeys"] {
  return {
    async create(draft) {
      const { value, digest } = createKeyValue(writer.random);
      const written = await writer.write(async (on) => {
        const { name, description = null, is_active = true, expires_at = null } = draft;
        const owner = await ownerAfter(on, draft);
        const flags = { is_active: is_active ? 1 : 0, expires_at, previous_digest: null, previous_expires_at: null };
        const times = { created_at: on.now, updated_at: on.now };
        const row = { id: on.uuid(), name, description, digest, ...flags, ...owner, ...times, ...(await writeLimits(on, draft)) };
        on.touch("virtual_key", row.id);
        await on.trx.insertInto("governance_virtual_keys").values(row).execute();
        if (draft.provider_configs) await writeProviderConfigs(on, row.id, draft.provider_configs);
        return row.id;
      }, collision);
      return { virtualKey: keyIn(written), value };
    },
    async update(id, change) {
      const written = await writer.write(async (on) => {
        on.touch("virtual_key", id);
        const row = await rowOf(on, id);
        const { name, description, is_active, expires_at } = change;
        const owner = await ownerAfter(on, change, row);
        const values = { name, description, is_active: is_active === undefined ? undefined : is_active ? 1 : 0, expires_at };
        await set(on, id, { ...values, ...owner, ...(await writeLimits(on, change, row)) });
        if (change.provider_configs !== undefined) await writeProviderConfigs(on, id, change.provider_configs);
        return id;
      }, collision);
      return keyIn(written);
    },
    async delete(id) {
      await writer.write(async (on) => {
        on.touch("virtual_key", id);
        const row = await rowOf(on, id);
        await deleteProviderConfigs(on, await providerConfigsOf(on, id));
        await on.trx.deleteFrom("governance_virtual_keys").where("id", "=", id).execute();
        await deleteLimits(on, [row]);
      });
    },
    async rotate(id, graceMs): Promise<Issued> {
      const { value, digest } = createKeyValue(writer.random);
      const written = await writer.write(async (on) => {
        on.touch("virtual_key", id);
        const row = await rowOf(on, id);
        const previous = graceMs > 0 ? { previous_digest: row.digest, previous_expires_at: on.now + graceMs } : noPrevious;
        await set(on, id, { digest, ...previous });
        return id;
      });
      return { virtualKey: keyIn(written), value };
    },
  };
}

const what = "Virtual key";
const collision = taken("name", "A virtual key of this name already exists");
const noPrevious = { previous_digest: null, previous_expires_at: null };

/** A team or a customer, never both: setting one removes the key from the other. */
async function ownerAfter(
  on: Writing,
  { team_id, customer_id }: Change<VirtualKeyDraft>,
  before: Pick<VirtualKeyRow, "team_id" | "customer_id"> = { team_id: null, customer_id: null },
): Promise<Pick<VirtualKeyRow, "team_id" | "customer_id">> {
  if (typeof team_id === "string" && typeof customer_id === "string") {
    throw invalid("customer_id", "VirtualKey cannot be attached to both Team and Customer");
  }
  await mustExist(on, "team", team_id);
  await mustExist(on, "customer", customer_id);
  return {
    team_id: team_id === undefined ? (customer_id ? null : before.team_id) : team_id,
    customer_id: customer_id === undefined ? (team_id ? null : before.customer_id) : customer_id,
  };
}

async function set(
  on: Writing,
  id: string,
  values: { readonly [Column in keyof VirtualKeyRow]?: VirtualKeyRow[Column] | undefined },
): Promise<void> {
  await on.trx
    .updateTable("governance_virtual_keys")
    .set({ ...values, updated_at: on.now })
    .where("id", "=", id)
    .execute();
}

function keyIn({ result, directory }: Written<string>): VirtualKey {
  return found(directory.virtualKeys.get(result), what);
}

function rowOf({ trx }: Writing, id: string): Promise<VirtualKeyRow> {
  return trx
    .selectFrom("governance_virtual_keys")
    .selectAll()
    .where("id", "=", id)
    .executeTakeFirstOrThrow(() => notFound(what));
}
