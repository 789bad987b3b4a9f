/** The options of the usage plugin. */
import { z } from "zod";

export interface UsageOptions {
  /** Where records go. Default: the database if the gateway has one, else the log. */
  readonly sink?: "db" | "log" | "none" | undefined;
  /** Records are written at this interval, in ms; a crash can lose this much. Default 1 000. */
  readonly flushMs?: number | undefined;
  /** And as soon as this many are waiting. Default 500. */
  readonly batch?: number | undefined;
  /** The maximum that waits for a database that is away; beyond it the oldest are dropped. Default 100 000. */
  readonly keep?: number | undefined;
  /** Records older than this many days are deleted from the database; `"forever"`: none are. Default 365. */
  readonly retentionDays?: number | "forever" | undefined;
}

/** The same with every default filled in except `sink`, which depends on the host. */
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
