/** Options of the async-job plugin. */
import { z } from "zod";

export interface AsyncJobOptions {
  /** Jobs that this process runs at a time. Default 32. */
  readonly concurrency?: number | undefined;
  /** Jobs of one caller that run at a time, over all replicas. Default 16. */
  readonly perCaller?: number | undefined;
  /** How long a result is kept after its end, unless the request says otherwise. Default 3 600. */
  readonly resultTtlSeconds?: number | undefined;
  /** Maximum runs of a job whose processes die. Default 3. */
  readonly attempts?: number | undefined;
  /** What becomes of a job whose process died. Default "retry". */
  readonly onCrash?: "retry" | "fail" | undefined;
  /** A process that is silent for longer counts as dead. Default 15 000. */
  readonly leaseMs?: number | undefined;
  /** A job that has not begun by then has failed. Default 86 400 000. */
  readonly maxWaitMs?: number | undefined;
  /** Requests, results and webhook secrets are stored encrypted with it; webhooks need it. Default none. */
  readonly encryptionKey?: string | undefined;
}

/** The same with every default filled in but `encryptionKey`, which has none. */
export type AsyncJobConfig = {
  readonly [Name in keyof Omit<AsyncJobOptions, "encryptionKey">]-?: NonNullable<AsyncJobOptions[Name]>;
} & Pick<AsyncJobOptions, "encryptionKey">;

export const optionsSchema: z.ZodType<AsyncJobConfig, AsyncJobOptions> = z.strictObject({
  concurrency: z.int().min(1).max(10_000).default(32),
  perCaller: z.int().min(1).max(10_000).default(16),
  resultTtlSeconds: z.int().min(1).max(31_536_000).default(3600),
  attempts: z.int().min(1).max(20).default(3),
  onCrash: z.enum(["retry", "fail"]).default("retry"),
  leaseMs: z.int().min(1000).max(3_600_000).default(15_000),
  maxWaitMs: z.int().min(1000).max(2_592_000_000).default(86_400_000),
  encryptionKey: z.string().min(16).optional(),
});
