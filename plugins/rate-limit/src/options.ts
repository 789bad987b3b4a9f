/** What the rate-limit plugin can be told. */
import { z } from "zod";
import { parseDuration } from "./duration.ts";
import { nameOf } from "./own.ts";

/** What is counted apart. `header:<name>`: by that header's value, and a request without it counts with all others without it. */
export type Dimension = "key" | "caller-address" | "provider" | "model" | `header:${string}`;

export interface OwnQuota {
  readonly max: number;
  /** `30s`, `1m`, `1h30m`, `1d`, `1w`. */
  readonly window: string;
}

export interface OwnLimit {
  /** Under which it is counted and spoken of. Default what it says: then a changed limit counts afresh. */
  readonly name?: string | undefined;
  /** "all": everything together. */
  readonly per: Dimension | readonly Dimension[] | "all";
  readonly requests?: OwnQuota | undefined;
  /** Of input and output together. */
  readonly tokens?: OwnQuota | undefined;
  /** Requests at a time. */
  readonly concurrency?: number | undefined;
  /** Absent: always. A model is named with or without its provider. */
  readonly when?:
    | { readonly models?: readonly string[] | undefined; readonly operations?: readonly string[] | undefined }
    | undefined;
  /** Whether windows slide instead of beginning anew at fixed times. Default false. */
  readonly sliding?: boolean | undefined;
}

export interface Guess {
  /** Of a request's body. Default 4. */
  readonly bytesPerToken?: number | undefined;
  /** Tokens of an answer whose maximum the request does not say. Default 1 000. */
  readonly output?: number | undefined;
}

export interface RateLimitOptions {
  /** Beside those that another plugin gives for the caller. Default none. */
  readonly limits?: readonly OwnLimit[] | undefined;
  /** When the store does not answer: refuse, or let through uncounted. Default "closed". */
  readonly failMode?: "closed" | "open" | undefined;
  /** A place that a dead replica held is free after so many ms. Default 60 000. */
  readonly leaseMs?: number | undefined;
  /** What is held for a request until its real tokens are known. */
  readonly estimateTokens?: Guess | undefined;
}

/** The same with every default filled in. */
export interface RateLimitConfig {
  readonly limits: readonly OwnLimit[];
  readonly failMode: "closed" | "open";
  readonly leaseMs: number;
  readonly estimateTokens: { readonly bytesPerToken: number; readonly output: number };
}

const dimension: z.ZodType<Dimension, Dimension> = z.custom<Dimension>(
  (it) => typeof it === "string" && /^(?:key|caller-address|provider|model|header:[\w!#$%&'*+.^`|~-]+)$/.test(it),
  'expected "key", "caller-address", "provider", "model" or "header:<name>"',
);
const quota: z.ZodType<OwnQuota, OwnQuota> = z.strictObject({
  max: z.int().min(1),
  window: z.string().refine((it) => parseDuration(it) !== undefined, 'expected a duration such as "30s", "1m", "1h30m" or "1d"'),
});
const words = z.array(z.string().min(1)).min(1);

const limit: z.ZodType<OwnLimit, OwnLimit> = z
  .strictObject({
    name: z
      .string()
      .regex(/^[ -~]+$/, "expected printable ASCII")
      .optional(),
    per: z.union([z.literal("all"), dimension, z.array(dimension).min(1)], {
      error: 'expected "all", "key", "caller-address", "provider", "model", "header:<name>", or a list of them without "all"',
    }),
    requests: quota.optional(),
    tokens: quota.optional(),
    concurrency: z.int().min(1).optional(),
    when: z.strictObject({ models: words.optional(), operations: words.optional() }).optional(),
    sliding: z.boolean().optional(),
  })
  .refine(
    ({ requests, tokens, concurrency }) => requests ?? tokens ?? concurrency,
    "limits nothing: say requests, tokens or concurrency",
  );

export const optionsSchema: z.ZodType<RateLimitConfig, RateLimitOptions> = z.strictObject({
  limits: z
    .array(limit)
    .refine(
      (all) => new Set(all.map(nameOf)).size === all.length,
      "two limits have the same name, so each request would count twice",
    )
    .default([]),
  failMode: z.enum(["closed", "open"]).default("closed"),
  leaseMs: z.int().min(1000).max(3_600_000).default(60_000),
  estimateTokens: z
    .strictObject({
      bytesPerToken: z.number().min(0.25).max(1000).default(4),
      output: z.int().min(0).max(10_000_000).default(1000),
    })
    .prefault({}),
});
