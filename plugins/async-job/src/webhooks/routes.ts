/** The routes by which admins keep endpoints. */
import type { Route, RouteAbout } from "@headgate/core";
import {
  adminRoute as adminRouteAt,
  type Answer,
  type BodyOptions,
  page,
  readBody,
  readQuery,
  withWarnings,
} from "@headgate/management";
import { z } from "zod";
import { createdAnswer, doneAnswer, endpointAnswer, endpointsAnswer, endpointView, secretAnswer, testAnswer } from "./answers.ts";
import { segment, text } from "./asked.ts";
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
      return withWarnings({ endpoint: endpointView(endpoint), secret }, warnings);
    }),
    adminRoute("GET", "/:id", about.get, async (x) => ({ endpoint: endpointView(await endpoints.get(segment(x, 0))) })),
    adminRoute("PUT", "/:id", about.replace, async (x) => {
      const { body, warnings } = readBody(x, draftSchema, taken);
      const endpoint = await endpoints.replace(segment(x, 0), body);
      changed();
      return withWarnings({ endpoint: endpointView(endpoint) }, warnings);
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
      return withWarnings({ delivered: outcome === "delivered", receiver_status_code: status_code, error }, warnings);
    }),
  ];
}

/** `path` after the base. */
export function adminRoute(method: string, path: string, said: RouteAbout, answer: Answer): Route {
  return adminRouteAt(method, base + path, said, answer);
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
