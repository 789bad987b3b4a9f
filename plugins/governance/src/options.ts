/** The options of the governance plugin. */
import { z } from "zod";
import { type ModelPrice, priceSchema } from "./prices/price.ts";

export interface GovernanceOptions {
  /** A virtual key without provider_configs may use nothing instead of everything. Default false. */
  readonly denyByDefault?: boolean | undefined;
  /** Requests without a virtual key are refused. Default false. */
  readonly requireVirtualKey?: boolean | undefined;
  /** Headers that every request must carry. Default none. */
  readonly requiredHeaders?: readonly string[] | undefined;
  /** A model without a price, if a budget applies: refuse it, or count it at the price named "*". Default "refuse". */
  readonly unpriced?: "refuse" | "estimate" | undefined;
  /** While the store is down: refuse requests that a budget applies to, or let them through. Default "closed". */
  readonly failMode?: "closed" | "open" | undefined;
  /** By `provider/model` or model, overriding the built-in table. Default none. */
  readonly prices?: Readonly<Record<string, Partial<ModelPrice>>> | undefined;
  /** Money held by a process that died is charged as lost after this. Default 60 000. */
  readonly leaseMs?: number | undefined;
  /** How long the old value of a rotated key still works, in ms, unless the request says. Default 0. */
  readonly rotationGraceMs?: number | undefined;
}

/** The same with every default filled in. */
export type GovernanceConfig = { readonly [Name in keyof GovernanceOptions]-?: NonNullable<GovernanceOptions[Name]> };

export const optionsSchema: z.ZodType<GovernanceConfig, GovernanceOptions> = z.strictObject({
  denyByDefault: z.boolean().default(false),
  requireVirtualKey: z.boolean().default(false),
  requiredHeaders: z.array(z.string().min(1).toLowerCase()).default([]),
  unpriced: z.enum(["refuse", "estimate"]).default("refuse"),
  failMode: z.enum(["closed", "open"]).default("closed"),
  prices: z.record(z.string().min(1), priceSchema).default({}),
  leaseMs: z.int().min(3000).default(60_000),
  rotationGraceMs: z.int().min(0).max(2_592_000_000).default(0),
});
