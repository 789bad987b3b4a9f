/** The routes by which admins keep endpoints. */
import {
  type Exchange,
  isRefusal,
  type Refusal,
  RefusalError,
  type Reply,
  reply,
  type Route,
  type RouteAbout,
} from "@headgate/core";
import { type BodyOptions, readBody, readQuery } from "@headgate/management";
import { z } from "zod";
import { createdAnswer, doneAnswer, endpointAnswer, endpointsAnswer, endpointView, secretAnswer, testAnswer } from "./answers.ts";
import { page, segment, text } from "./asked.ts";
import { draftSchema, readOnly } from "./draft.ts";
import type { EndpointFilter, Endpoints } from "./endpoints.ts";
import { type Endpoint, events, type WebhookEvent } from "./model.ts";
import { disabled, invalid } from "./refusals.ts";
import type { Sent } from "./send.ts";

export const base = "/api/webhooks";

const taken: BodyOptions = { optional: true, readOnly };

export interface RoutesParts {
  readonly endpoints: Endpoints;
  /** Sends one message at once, and only once. */
  test(endpoint: Endpoint, event: WebhookEvent): Promise<Sent>;
  /** What waited for an endpoint may be due now. */
  changed(): void;
}

export function createEndpointRoutes({ endpoints, test, changed }: RoutesParts): readonly Route[] {
  return [
    adminRoute("GET", "", about.list, async (x) => {
      const asked = readQuery(x, listQuery);
      const { endpoints: found, total } = await endpoints.list(asked);
      const { limit, offset } = asked;
      return { endpoints: found.map(endpointView), count: found.length, total_count: total, limit, offset };
    }),
    adminRoute("POST", "", about.create, async (x) => {
      const { body, warnings } = readBody(x, draftSchema, taken);
      const { endpoint, secret } = await endpoints.create(body);
      return warned({ endpoint: endpointView(endpoint), secret }, warnings);
    }),
    adminRoute("GET", "/:id", about.get, async (x) => ({ endpoint: endpointView(await endpoints.get(segment(x, 0))) })),
    adminRoute("PUT", "/:id", about.replace, async (x) => {
      const { body, warnings } = readBody(x, draftSchema, taken);
      const endpoint = await endpoints.replace(segment(x, 0), body);
      changed();
      return warned({ endpoint: endpointView(endpoint) }, warnings);
    }),
    adminRoute("DELETE", "/:id", about.delete, async (x) => {
      await endpoints.delete(segment(x, 0));
      return { message: "Webhook endpoint deleted successfully" };
    }),
    adminRoute("POST", "/:id/rotate-secret", about.rotate, async (x) => ({ secret: await endpoints.rotate(segment(x, 0)) })),
    adminRoute("POST", "/:id/test", about.test, async (x) => {
      const endpoint = await endpoints.get(segment(x, 0));
      const { body, warnings } = readBody(x, testSchema, taken);
      const { event = endpoint.events[0]! } = body;
      if (endpoint.disabled) throw disabled(endpoint.name);
      if (!endpoint.events.includes(event)) throw invalid("event", `event: this endpoint is not subscribed to ${event}`);
      const { outcome, status_code, error } = await test(endpoint, event);
      return warned({ delivered: outcome === "delivered", receiver_status_code: status_code, error }, warnings);
    }),
  ];
}

/** What is refused is an answer, not a crash. */
export function adminRoute(method: string, path: string, said: RouteAbout, answer: (x: Exchange) => Promise<object>): Route {
  return {
    method,
    path: base + path,
    access: "admin",
    about: said,
    async handle(x): Promise<Reply | Refusal> {
      try {
        const view = await answer(x);
        // A secret may be in it.
        const headers = { "content-type": "application/json", "cache-control": "no-store" };
        return isRefusal(view) ? view : reply({ status: said.status ?? 200, headers, body: JSON.stringify(view) });
      } catch (error) {
        if (error instanceof RefusalError) return error.refusal;
        throw error;
      }
    },
  };
}

function warned(view: object, warnings: readonly string[]): object {
  return warnings.length > 0 ? { ...view, warnings } : view;
}

const listQuery: z.ZodType<EndpointFilter> = z.object({
  search: text.describe("Only those whose name or URL holds it, in capitals or not."),
  event: z.enum(events).optional().describe("Only those that are told of it."),
  disabled: z
    .enum(["true", "false"])
    .transform((said) => said === "true")
    .optional()
    .describe("Only those that are, or are not."),
  ...page,
});

const testSchema: z.ZodType<{ event?: WebhookEvent | undefined }> = z.object({
  event: z.enum(events).optional().describe("By default the first that it is told of."),
});

const about = {
  list: { summary: "Lists webhook endpoints.", query: listQuery, answer: endpointsAnswer },
  create: { summary: "Creates a webhook endpoint.", body: draftSchema, answer: createdAnswer, status: 201 },
  get: { summary: "Shows a webhook endpoint.", answer: endpointAnswer },
  replace: { summary: "Replaces a webhook endpoint, but for its secret.", body: draftSchema, answer: endpointAnswer },
  delete: { summary: "Deletes a webhook endpoint and its deliveries.", answer: doneAnswer },
  rotate: { summary: "Gives a webhook endpoint another secret, at once.", answer: secretAnswer },
  test: { summary: "Sends a made-up event to a webhook endpoint.", body: testSchema.optional(), answer: testAnswer },
} as const;
