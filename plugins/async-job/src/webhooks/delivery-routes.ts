/** The routes by which admins see what was sent, and send it again. */
import { type Exchange, type Route } from "@headgate/core";
import { page, readQuery } from "@headgate/management";
import { z } from "zod";
import { attemptView, deliveriesAnswer, redeliverAnswer } from "./answers.ts";
import { segment, text } from "./asked.ts";
import type { AttemptFilter, Deliveries } from "./deliveries.ts";
import type { Endpoints } from "./endpoints.ts";
import { outcomes } from "./model.ts";
import { adminRoute } from "./routes.ts";

export interface DeliveryRoutesParts {
  readonly endpoints: Pick<Endpoints, "get">;
  readonly deliveries: Pick<Deliveries, "attempts" | "redeliver">;
  /** Something is due now. */
  changed(): void;
}

export function createDeliveryRoutes({ endpoints, deliveries, changed }: DeliveryRoutesParts): readonly Route[] {
  const list = async (filter: AttemptFilter): Promise<object> => {
    const { attempts, total } = await deliveries.attempts(filter);
    const { limit, offset } = filter;
    return { deliveries: attempts.map(attemptView), pagination: { total_count: total, limit, offset } };
  };
  return [
    // Before `:id`, which it would else be taken for.
    adminRoute("GET", "/deliveries", about.all, (x) => list(readQuery(x, allQuery))),
    adminRoute("GET", "/:id/deliveries", about.list, async (x: Exchange) => {
      const { id: endpoint_id } = await endpoints.get(segment(x, 0));
      return list({ ...readQuery(x, listQuery), endpoint_id });
    }),
    adminRoute("POST", "/deliveries/:id/redeliver", about.redeliver, async (x) => {
      const webhook_id = await deliveries.redeliver(segment(x, 1));
      changed();
      return { message: "The webhook is delivered again", webhook_id };
    }),
  ];
}

const filters = {
  outcome: z.enum(outcomes).optional().describe("Only attempts that ended so."),
  async_job_id: text.describe("Only those about this job."),
  webhook_id: text.describe("Only those of this message."),
  ...page,
};
const listQuery: z.ZodType<AttemptFilter> = z.object(filters);
const allQuery: z.ZodType<AttemptFilter> = z.object({ endpoint_id: text.describe("Only those to this endpoint."), ...filters });

const about = {
  all: { summary: "Lists attempts to deliver webhooks, newest first.", query: allQuery, answer: deliveriesAnswer },
  list: {
    summary: "Lists attempts to deliver to one webhook endpoint, newest first.",
    query: listQuery,
    answer: deliveriesAnswer,
  },
  redeliver: { summary: "Delivers a webhook again, from the first attempt.", answer: redeliverAnswer, status: 202 },
} as const;
