/** How a refusal looks on the wire, and which refusals a route can answer with. */
import type { MountedRoute } from "@headgate/core";
import { z } from "zod";
import type { Json, Schemas } from "./schemas.ts";

/** The envelope that the gateway's edge writes for every refusal of these routes. */
const errorSchema: z.ZodType = z
  .strictObject({
    type: z.string().describe("The decision's name, as in `error.code`."),
    is_bifrost_error: z.boolean().describe("Whether the gateway itself refused, rather than one of its plugins."),
    status_code: z.int(),
    error: z.strictObject({
      message: z.string(),
      type: z.string(),
      param: z.string().nullable().describe("The field, the query parameter or the kind of resource that is wrong."),
      code: z.string(),
      details: z.array(z.unknown()).optional(),
    }),
    extra_fields: z.strictObject({
      provider: z.string().optional(),
      model_requested: z.string().optional(),
      request_type: z.string().optional(),
      refused_by: z.string().describe("The plugin that refused."),
    }),
  })
  .meta({ id: "Error" });

const kinds = {
  400: ["BadRequest", "Something in the request is wrong; `error.param` names it."],
  401: ["Unauthorized", "The credential is missing or unknown."],
  403: ["Forbidden", "This credential does not allow it."],
  404: ["NotFound", "There is nothing with that name."],
  409: ["Conflict", "It conflicts with what already exists."],
  503: ["Unavailable", "Something that it needs is unavailable, or the gateway is shutting down: try again later."],
  default: ["Failure", "It failed for another reason."],
} as const;

/** For the document's components. */
export function errorResponses(schemas: Schemas): Readonly<Record<string, Json>> {
  const schema = schemas.of(errorSchema, "output", "Error");
  const content = { "application/json": { schema } };
  return Object.fromEntries(Object.values(kinds).map(([name, description]) => [name, { description, content }]));
}

/** By status. A route without `about` is assumed to answer with any of them. */
export function errorsOf({ method, about }: MountedRoute, parameters: readonly string[]): Readonly<Record<string, Json>> {
  const changes = method.toUpperCase() !== "GET";
  const possible = {
    400: !about || about.query || about.body,
    401: true,
    403: true,
    404: !about || changes || parameters.length > 0,
    409: !about || changes,
    503: true,
    default: true,
  };
  const named = Object.entries(kinds).filter(([status]) => possible[status as keyof typeof possible]);
  return Object.fromEntries(named.map(([status, [name]]) => [status, { $ref: `#/components/responses/${name}` }]));
}
