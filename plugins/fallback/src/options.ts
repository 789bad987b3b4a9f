/** The options of the fallback plugin. */
import { z } from "zod";

export interface FallbackOptions {
  /** Next targets, by model as the client writes it, by `provider/model`, or "*" for all others. Default none. */
  readonly chains?: Readonly<Record<string, readonly string[]>> | undefined;
  /** Statuses of a provider's errors after which the next target is asked. Default 404, 408, 409, 429, "5xx". */
  readonly statuses?: readonly (number | "5xx")[] | undefined;
  /** Error codes after which it is asked whatever their status. Default none. */
  readonly codes?: readonly string[] | undefined;
  /** Error codes after which it is never asked, unless `codes` names them. Default content_filter, context_length_exceeded. */
  readonly notCodes?: readonly string[] | undefined;
  /** Tokens by `provider/model`: a prompt too long for one of these goes on only to targets with a larger window. Default none. */
  readonly contextWindows?: Readonly<Record<string, number>> | undefined;
  /** Maximum targets asked after the first. Default 5. */
  readonly maxFallbacks?: number | undefined;
}

/** The same with every default filled in. */
export type FallbackConfig = { readonly [Name in keyof FallbackOptions]-?: NonNullable<FallbackOptions[Name]> };

const word: z.ZodString = z.string().min(1);

export const optionsSchema: z.ZodType<FallbackConfig, FallbackOptions> = z.strictObject({
  chains: z.record(word, z.array(word).min(1)).default({}),
  statuses: z.array(z.union([z.int().min(400).max(599), z.literal("5xx")])).default([404, 408, 409, 429, "5xx"]),
  codes: z.array(word).default([]),
  notCodes: z.array(word).default(["content_filter", "context_length_exceeded"]),
  contextWindows: z
    .record(z.string().regex(/^[^/]+\/./), z.int().min(1), {
      error: ({ code }) => (code === "invalid_key" ? 'expected "provider/model"' : undefined),
    })
    .default({}),
  maxFallbacks: z.int().min(1).max(20).default(5),
});
