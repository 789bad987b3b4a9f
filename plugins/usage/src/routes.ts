/** The ledger's admin routes. An answer includes everything that ended in this process before the question. */
import { refuse, RefusalError, type Route, type RouteAbout } from "@headgate/core";
import type { Kysely } from "@headgate/db";
import { adminRoute, readQuery } from "@headgate/management";
import type { z } from "zod";
import { callsAnswer, requestsAnswer, summaryAnswer } from "./answers.ts";
import type { Ledger } from "./ledger.ts";
import { listCalls, listRequests, type Page } from "./list.ts";
import { callsQuery, type Question, requestsQuery, summaryQuery } from "./question.ts";
import { summarize } from "./summary.ts";
import type { Tables } from "./tables.ts";

/** `tables` is undefined if records are not kept. */
export function createRoutes(tables: Kysely<Tables> | undefined, ledger: Pick<Ledger, "flush">): readonly Route[] {
  const route = (
    path: string,
    about: RouteAbout & { readonly query: z.ZodType<Question> },
    answer: (tables: Kysely<Tables>, question: Question) => Promise<object>,
  ): Route =>
    adminRoute("GET", `/api/usage/${path}`, about, async (x) => {
      if (!tables) throw new RefusalError(notKept);
      const question = readQuery(x, about.query);
      await ledger.flush();
      return answer(tables, question);
    });
  return [
    route("requests", abouts.requests, async (db, question) => paged("requests", question, await listRequests(db, question))),
    route("calls", abouts.calls, async (db, question) => paged("calls", question, await listCalls(db, question))),
    route("summary", abouts.summary, async (db, question) => ({ summary: await summarize(db, question) })),
  ];
}

const abouts = {
  requests: { summary: "Lists requests by clients.", query: requestsQuery, answer: requestsAnswer },
  calls: { summary: "Lists calls to providers.", query: callsQuery, answer: callsAnswer },
  summary: { summary: "Sums requests, calls, tokens and money.", query: summaryQuery, answer: summaryAnswer },
};

function paged(name: string, { limit, offset }: Question, { rows, total }: Page): object {
  return { [name]: rows, count: rows.length, total_count: total, limit, offset };
}

const notKept = refuse({
  code: "usage_not_kept",
  status: 501,
  message: 'usage records are not kept here: give the gateway a database and the usage plugin the sink "db"',
});
