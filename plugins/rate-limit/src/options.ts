/** The options of the rate-limit plugin. */
import { parseDuration } from "@headgate/words";
import { z } from "zod";
import { nameOf } from "./own.ts";

/** What is counted separately. `header:<name>`: by that header's value; requests without it are counted together. */
export type Dimension = "key" | "caller-address" | "provider" | "model" | `header:${string}`;

export interface OwnQuota {
  readonly max: number;
  /** A duration such as `30s`, `1h30m`, `1d`, `1w`; up to 366 days. */
  readonly window: string;
}

export interface OwnLimit {
  /** The name it is counted under and that messages use. By default made from the limit itself, so that a changed limit starts afresh. */
  readonly name?: string | undefined;
  /** "all": everything together. */
  readonly per: Dimension | readonly Dimension[] | "all";
  readonly requests?: OwnQuota | undefined;
  /** Input and output tokens together. */
  readonly tokens?: OwnQuota | undefined;
  /** Maximum requests at a time. */
  readonly concurrency?: number | undefined;
  /** Absent: always. Models with or without their provider. */
  readonly when?:
    | { readonly models?: readonly string[] | undefined; readonly operations?: readonly string[] | undefined }
    | undefined;
  /** Whether windows slide instead of restarting at fixed times. Default false. */
  readonly sliding?: boolean | undefined;
}

export interface Guess {
  /** How many bytes of a request's body count as a token. Default 4. */
  readonly bytesPerToken?: number | undefined;
  /** Tokens of an answer when the request gives no maximum. Default 1 000. */
  readonly output?: number | undefined;
}

export interface RateLimitOptions {
  /** In addition to those that another plugin gives for the caller. Default none. */
  readonly limits?: readonly OwnLimit[] | undefined;
  /** When the store does not answer: refuse, or let pass uncounted. Default "closed". */
  readonly failMode?: "closed" | "open" | undefined;
  /** Milliseconds after which the places of a dead replica are free again. Default 60 000. */
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
const longestMs = 366 * 86_400_000;
const quota: z.ZodType<OwnQuota, OwnQuota> = z.strictObject({
  max: z.int().min(1),
  window: z
    .string()
    .refine(
      (it) => (parseDuration(it) ?? Infinity) <= longestMs,
      'expected a duration such as "30s", "1h30m", "1d" or "1w", up to 366 days',
    ),
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
    "limits nothing: set requests, tokens or concurrency",
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
