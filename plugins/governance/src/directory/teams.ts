/** Teams, which own keys and may belong to a customer. */
import type { Team } from "../model.ts";
import type { Writes } from "./directory.ts";
import type { TeamDraft } from "./drafts.ts";
import { deleteLimits, writeLimits } from "./limit-rows.ts";
import { mustExist } from "./owners.ts";
import { notFound } from "./refusals.ts";
import type { TeamRow } from "./tables.ts";
import { found, type Writer, type Writing } from "./writer.ts";

export function teamWrites(writer: Writer): Writes<Team, TeamDraft> {
  return {
    async create(draft) {
      const { result, directory } = await writer.write(async (on) => {
        await mustExist(on, "customer", draft.customer_id);
        const { name, customer_id = null } = draft;
        const row = { id: on.uuid(), name, customer_id, created_at: on.now, ...(await writeLimits(on, draft)) };
        await on.trx.insertInto("governance_teams").values(row).execute();
        on.touch("team", row.id);
        return row.id;
      });
      return found(directory.teams.get(result), what);
    },
    async update(id, change) {
      const { directory } = await writer.write(async (on) => {
        await mustExist(on, "customer", change.customer_id);
        const { name, customer_id } = change;
        const limits = await writeLimits(on, change, await rowOf(on, id));
        on.touch("team", id);
        await on.trx
          .updateTable("governance_teams")
          .set({ name, customer_id, ...limits })
          .where("id", "=", id)
          .execute();
      });
      return found(directory.teams.get(id), what);
    },
    async delete(id) {
      await writer.write(async (on) => {
        // Its members change too: they no longer belong to it.
        const row = await rowOf(on, id);
        await on.trx.deleteFrom("governance_teams").where("id", "=", id).execute();
        await deleteLimits(on, [row]);
      });
    },
  };
}

const what = "Team";

function rowOf({ trx }: Writing, id: string): Promise<TeamRow> {
  return trx
    .selectFrom("governance_teams")
    .selectAll()
    .where("id", "=", id)
    .executeTakeFirstOrThrow(() => notFound(what));
}
