/** Customers, which own teams and keys. */
import type { Customer } from "../model.ts";
import type { Writes } from "./directory.ts";
import type { CustomerDraft } from "./drafts.ts";
import { deleteLimits, writeLimits } from "./limit-rows.ts";
import { notFound } from "./refusals.ts";
import { found, type Writer, type Writing } from "./writer.ts";
import type { CustomerRow } from "./tables.ts";

export function customerWrites(writer: Writer): Writes<Customer, CustomerDraft> {
  return {
    async create(draft) {
      const { result, directory } = await writer.write(async (on) => {
        const row = { id: on.uuid(), name: draft.name, created_at: on.now, ...(await writeLimits(on, draft)) };
        await on.trx.insertInto("governance_customers").values(row).execute();
        on.touch("customer", row.id);
        return row.id;
      });
      return found(directory.customers.get(result), what);
    },
    async update(id, change) {
      const { directory } = await writer.write(async (on) => {
        const limits = await writeLimits(on, change, await rowOf(on, id));
        on.touch("customer", id);
        await on.trx
          .updateTable("governance_customers")
          .set({ name: change.name, ...limits })
          .where("id", "=", id)
          .execute();
      });
      return found(directory.customers.get(id), what);
    },
    async delete(id) {
      await writer.write(async (on) => {
        // Its members change too: they no longer belong to it.
        const row = await rowOf(on, id);
        await on.trx.deleteFrom("governance_customers").where("id", "=", id).execute();
        await deleteLimits(on, [row]);
      });
    },
  };
}

const what = "Customer";

function rowOf({ trx }: Writing, id: string): Promise<CustomerRow> {
  return trx
    .selectFrom("governance_customers")
    .selectAll()
    .where("id", "=", id)
    .executeTakeFirstOrThrow(() => notFound(what));
}
