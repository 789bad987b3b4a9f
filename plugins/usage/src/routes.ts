/** The ledger's admin routes. What ended in this process before the question is in the answer. */
import {
  type Exchange,
  refuse,
  type Refusal,
  RefusalError,
  reply,
  type Reply,
  type Route,
  type RouteAbout,
} from "@headgate/core";
import type { Kysely } from "@headgate/db";
import type { z } from "zod";
import { callsAnswer, requestsAnswer, summaryAnswer } from "./answers.ts";
import type { Ledger } from "./ledger.ts";
import { listCalls, listRequests, type Page } from "./list.ts";
import { callsQuery, type Question, questionOf, requestsQuery, summaryQuery } from "./question.ts";
import { summarize } from "./summary.ts";
import type { Tables } from "./tables.ts";

/** `tables` is absent where records are not kept. */
export function createRoutes(tables: Kysely<Tables> | undefined, ledger: Pick<Ledger, "flush">): readonly Route[] {
  const route = (
    path: string,
    about: RouteAbout & { readonly query: z.ZodObject },
    answer: (tables: Kysely<Tables>, question: Question) => Promise<object>,
  ): Route => ({
    method: "GET",
    path: `/api/usage/${path}`,
    access: "admin",
    about,
    async handle(x: Exchange): Promise<Reply | Refusal> {
      if (!tables) return notKept();
      try {
        const question = questionOf(x, about.query);
        await ledger.flush();
        return json(await answer(tables, question));
      } catch (error) {
        // What is wrong with a question, or with the database, is an answer and no crash.
        if (error instanceof RefusalError) return error.refusal;
        throw error;
      }
    },
  });
  return [
    route("requests", abouts.requests, async (db, question) => paged("requests", question, await listRequests(db, question))),
    route("calls", abouts.calls, async (db, question) => paged("calls", question, await listCalls(db, question))),
    route("summary", abouts.summary, async (db, question) => ({ summary: await summarize(db, question) })),
  ];
}

const abouts = {
  requests: { summary: "Lists what clients asked for.", query: requestsQuery, answer: requestsAnswer },
  calls: { summary: "Lists what providers were asked for.", query: callsQuery, answer: callsAnswer },
  summary: { summary: "Sums requests, calls, tokens and money.", query: summaryQuery, answer: summaryAnswer },
};

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
