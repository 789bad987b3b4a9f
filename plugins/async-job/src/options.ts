/** What a config may say of this plugin. */
import { z } from "zod";

const ms = (least: number, most: number, otherwise: number): z.ZodDefault<z.ZodInt> =>
  z.int().min(least).max(most).default(otherwise);

export const optionsSchema = z.strictObject({
  concurrency: z.int().min(1).max(10_000).default(32).describe("jobs that this process runs at a time"),
  perCaller: z.int().min(1).max(10_000).default(16).describe("jobs of one caller that run at a time, over all replicas"),
  resultTtlSeconds: z
    .int()
    .min(1)
    .max(31_536_000)
    .default(3600)
    .describe("a result is kept so long, where the request does not say"),
  attempts: z.int().min(1).max(20).default(3).describe("runs that a job may take, when the processes that run it die"),
  onCrash: z.enum(["retry", "fail"]).default("retry").describe("what becomes of a job whose process died"),
  leaseMs: ms(1000, 3_600_000, 15_000).describe("a process that is silent for so long has died"),
  maxWaitMs: ms(1000, 2_592_000_000, 86_400_000).describe("a job that has not begun by then has failed"),
  drainMs: ms(0, 600_000, 10_000).describe("at shutdown running jobs may take so long; then they are handed back"),
  encryptionKey: z.string().min(16).optional().describe("requests and results are stored encrypted with it"),
});

export type AsyncJobOptions = z.input<typeof optionsSchema>;
export type AsyncJobConfig = z.output<typeof optionsSchema>;
