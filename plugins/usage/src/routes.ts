/** The ledger's admin routes. What ended in this process before the question is in the answer. */
import { type Exchange, refuse, type Refusal, reply, type Reply, type Route } from "@headgate/core";
import type { Kysely } from "@headgate/db";
import type { Ledger } from "./ledger.ts";
import { listCalls, listRequests, type Page } from "./list.ts";
import { type Question, questionOf } from "./question.ts";
import { summarize } from "./summary.ts";
import type { Tables } from "./tables.ts";

const listed = ["limit", "offset", "from", "to", "caller", "provider", "model", "status", "order"] as const;
const summed = ["group_by", "limit", "offset", "from", "to", "caller", "provider", "model"] as const;

/** `tables` is absent where records are not kept. */
export function createRoutes(tables: Kysely<Tables> | undefined, ledger: Pick<Ledger, "flush">): readonly Route[] {
  const route = (
    path: string,
    allowed: readonly (keyof Question)[],
    answer: (tables: Kysely<Tables>, question: Question) => Promise<object>,
  ): Route => ({
    method: "GET",
    path: `/api/usage/${path}`,
    access: "admin",
    async handle(x: Exchange): Promise<Reply | Refusal> {
      if (!tables) return notKept();
      const question = questionOf(x, allowed);
      await ledger.flush();
      return json(await answer(tables, question));
    },
  });
  return [
    route("requests", listed, async (db, question) => paged("requests", question, await listRequests(db, question))),
    route("calls", [...listed, "request"], async (db, question) => paged("calls", question, await listCalls(db, question))),
    route("summary", summed, async (db, question) => ({ summary: await summarize(db, question) })),
  ];
}

function paged(name: string, { limit, offset }: Question, { rows, total }: Page): object {
  return { [name]: rows, count: rows.length, total_count: total, limit, offset };
}

function json(value: object): Reply {
  return reply({ status: 200, headers: { "content-type": "application/json" }, body: JSON.stringify(value) });
}

function notKept(): Refusal {
  const message = 'usage records are not kept here: give the gateway a database and the usage plugin the sink "db"';
  return refuse({ code: "usage_not_kept", status: 501, message });
}
