/** What the usage plugin can be told. */
import { z } from "zod";

export interface UsageOptions {
  /** Where records go. Default the database when the gateway has one, else the log. */
  readonly sink?: "db" | "log" | "none" | undefined;
  /** Records are written so often, milliseconds: what a crash may cost. Default 1 000. */
  readonly flushMs?: number | undefined;
  /** And as soon as so many wait. Default 500. */
  readonly batch?: number | undefined;
  /** So many wait for a database that is away; beyond it the oldest are dropped. Default 100 000. */
  readonly keep?: number | undefined;
  /** Records older than so many days are deleted from the database; `"forever"`: none ever is. Default 365. */
  readonly retentionDays?: number | "forever" | undefined;
}

/** The same with every default filled in but `sink`, which depends on the host. */
export interface UsageConfig {
  readonly sink?: UsageOptions["sink"];
  readonly flushMs: number;
  readonly batch: number;
  readonly keep: number;
  readonly retentionDays: number | "forever";
}

export const optionsSchema: z.ZodType<UsageConfig, UsageOptions> = z.strictObject({
  sink: z.enum(["db", "log", "none"]).optional(),
  flushMs: z.int().min(10).max(60_000).default(1000),
  batch: z.int().min(1).max(10_000).default(500),
  keep: z.int().min(1).max(10_000_000).default(100_000),
  retentionDays: z
    .union([z.int().min(1).max(36_500), z.literal("forever")])
    .meta({ title: 'a whole number of days from 1 to 36500, or "forever"' })
    .default(365),
});
