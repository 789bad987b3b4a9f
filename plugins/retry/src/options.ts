/** The options of the retry plugin. */
import { z } from "zod";

export interface RetryOptions {
  /** Maximum tries after the first, at one target. Default 2. */
  readonly maxRetries?: number | undefined;
  /** Backoff if the provider names no wait, ms: random up to this, doubled each time. Default 500. */
  readonly initialMs?: number | undefined;
  /** Maximum backoff, ms. Default 5 000. */
  readonly maxMs?: number | undefined;
  /** A wait that the provider names is kept up to this, ms; a longer one is not waited for at all. Default 10 000. */
  readonly maxWaitMs?: number | undefined;
  /** Failures that another try may fix. Default 408, 409, 429, "5xx". */
  readonly statuses?: readonly (number | "5xx")[] | undefined;
}

/** The same with every default filled in. */
export type RetryConfig = { readonly [Name in keyof RetryOptions]-?: NonNullable<RetryOptions[Name]> };

const milliseconds: z.ZodInt = z.int().min(0).max(3_600_000);
const status: z.ZodInt = z
  .int()
  .min(400)
  .max(599)
  .refine((it) => it < 401 || it > 403, "401, 402 and 403 are never retried: the same key gets the same answer");

export const optionsSchema: z.ZodType<RetryConfig, RetryOptions> = z.strictObject({
  maxRetries: z.int().min(1).max(10).default(2),
  initialMs: milliseconds.default(500),
  maxMs: milliseconds.default(5000),
  maxWaitMs: milliseconds.default(10_000),
  statuses: z.array(z.union([status, z.literal("5xx")])).default([408, 409, 429, "5xx"]),
});
