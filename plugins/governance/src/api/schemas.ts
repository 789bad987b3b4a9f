/** What a client may send for each resource. Other fields are ignored, and named in the answer's warnings. */
import { z } from "zod";
import { parseDuration } from "../durations.ts";
import type {
  Change,
  CustomerDraft,
  LimitedDraft,
  ModelConfigDraft,
  ProviderConfigDraft,
  RoutingRuleDraft,
  TeamDraft,
  VirtualKeyDraft,
} from "../directory/drafts.ts";
import type { RoutingTarget } from "../model.ts";
import { expression } from "./expression.ts";
import { expiry } from "./expiry.ts";

/** `create` requires what a resource cannot be without; `change` requires nothing. */
export interface BodySchemas<Draft> {
  readonly create: z.ZodType<Draft>;
  readonly change: z.ZodType<Change<Draft>>;
}

// PostgreSQL cannot store NUL.
const text = (most: number): z.ZodString =>
  z
    .string()
    .max(most)
    .regex(/^[^\0]*$/, "holds a NUL character");
const name = (title: string, field = "name"): z.ZodString => {
  const missing = `${title} ${field} is required`;
  return z
    .string({ error: ({ input }) => (input === undefined || input === null ? missing : undefined) })
    .max(255)
    .regex(/^[^\0]*$/, "holds a NUL character")
    .regex(/\S/, missing);
};
const id = text(255).nullish();
const names = z.array(text(255).min(1)).max(1000).nullish();
const amount = z.int().nullish();

const limits = {
  budget: z
    .object({
      max_limit: z.number().optional(),
      reset_duration: text(64).optional(),
      calendar_aligned: z.boolean().optional(),
    })
    .nullish(),
  rate_limit: z
    .object({
      token_max_limit: amount,
      token_reset_duration: text(64).nullish(),
      request_max_limit: amount,
      request_reset_duration: text(64).nullish(),
    })
    .nullish(),
};

const providerConfig: z.ZodType<ProviderConfigDraft> = z.object({
  id: z.int().optional(),
  provider: text(255).min(1).optional(),
  weight: z.number().min(0).nullish(),
  allowed_models: names,
  key_ids: names,
  ...limits,
});

const virtualKey = {
  description: text(4096).nullish(),
  is_active: z.boolean().optional(),
  expires_at: expiry.nullish(),
  team_id: id,
  customer_id: id,
  provider_configs: z.array(providerConfig).max(1000).nullish(),
  ...limits,
};

/** `expires_at` is compared with the clock when the request is handled. */
export const virtualKeyBody: BodySchemas<VirtualKeyDraft> = {
  create: z.object({ name: name("Virtual key"), ...virtualKey }),
  change: z.object({ name: name("Virtual key").optional(), ...virtualKey }),
};

export const teamBody: BodySchemas<TeamDraft> = {
  create: z.object({ name: name("Team"), customer_id: id, ...limits }),
  change: z.object({ name: name("Team").optional(), customer_id: id, ...limits }),
};

export const customerBody: BodySchemas<CustomerDraft> = {
  create: z.object({ name: name("Customer"), ...limits }),
  change: z.object({ name: name("Customer").optional(), ...limits }),
};

const place = { provider: text(255).min(1).nullish(), ...limits };

export const modelConfigBody: BodySchemas<ModelConfigDraft> = {
  create: z.object({ model_name: name("Model config", "model_name"), ...place }),
  change: z.object({ model_name: name("Model config", "model_name").optional(), ...place }),
};

export const providerBody: z.ZodType<LimitedDraft> = z.object(limits);

const target: z.ZodType<RoutingTarget> = z.object({
  provider: text(255).min(1).optional(),
  model: text(255).min(1).optional(),
  key_id: text(255).min(1).optional(),
  weight: z.number().min(0).max(1).default(1),
});

const rule = {
  description: text(4096).nullish(),
  enabled: z.boolean().optional(),
  cel_expression: expression.nullish(),
  targets: z.array(target).max(100).optional(),
  fallbacks: z.array(text(255).min(1)).max(100).nullish(),
  scope: z.enum(["global", "team", "customer", "virtual_key"]).optional(),
  scope_id: id,
  priority: z.int().min(-1_000_000).max(1_000_000).optional(),
};

export const ruleBody: BodySchemas<RoutingRuleDraft> = {
  create: z.object({ name: name("Routing rule"), ...rule }),
  change: z.object({ name: name("Routing rule").optional(), ...rule }),
};

/** How long the old value still works. */
const longestGraceMs = 30 * 86_400_000;
const grace = {
  grace_period: z
    .string()
    .refine(
      (period) => period === "0" || period === "0s" || parseDuration(period) !== undefined,
      "expected a duration such as 1h",
    )
    .refine((period) => (parseDuration(period) ?? 0) <= longestGraceMs, "must not exceed 30 days")
    .transform((period) => parseDuration(period) ?? 0)
    .optional(),
};

export interface Rotation {
  readonly grace_period?: number | undefined;
}

export const rotationBody: z.ZodType<Rotation> = z.object(grace);

export const rotationsBody: z.ZodType<Rotation & { readonly ids: readonly string[] }> = z.object({
  ids: z
    .array(z.string().regex(/\S/, "Virtual key ID cannot be empty"), "ids is required: the virtual keys to rotate")
    .min(1, "At least one virtual key ID is required")
    .max(1000),
  ...grace,
});
