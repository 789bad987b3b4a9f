/** The options of the key-failover plugin. */
import { z } from "zod";

/** What a refusal does to the key: out of use for good, at rest for a while, or nothing at all. */
export type Reaction = "permanent" | "cooldown" | "ignore";

export interface KeyFailoverOptions {
  /** In config order, or at random by the keys' weights. Default "strict". */
  readonly order?: "strict" | "weighted" | undefined;
  /** How long a key rests after a refusal that names no wait, ms. Default 60 000. */
  readonly cooldownMs?: number | undefined;
  /** The longest rest, whoever asked for it, ms. Default 3 600 000. */
  readonly maxCooldownMs?: number | undefined;
  /** How long a key without quota rests if the provider named no wait, ms. Default 600 000. */
  readonly quotaCooldownMs?: number | undefined;
  /** Default "permanent". */
  readonly on401?: Reaction | undefined;
  /** Also for the code `insufficient_quota`. Default "cooldown". */
  readonly on402?: Reaction | undefined;
  /** Default "permanent". */
  readonly on403?: Reaction | undefined;
  /** Milliseconds after a permanent mark when one request at a time can try that key again. Default never. */
  readonly halfOpenAfterMs?: number | undefined;
}

/** The same with every default filled in. */
export type KeyFailoverConfig = {
  readonly [Name in Exclude<keyof KeyFailoverOptions, "halfOpenAfterMs">]-?: NonNullable<KeyFailoverOptions[Name]>;
} & Pick<KeyFailoverOptions, "halfOpenAfterMs">;

/** A mark is kept for a year, so nothing can last longer. */
const yearMs = 31_536_000_000;
const duration: z.ZodInt = z.int().min(1).max(yearMs);
const reaction: z.ZodType<Reaction, Reaction> = z.enum(["permanent", "cooldown", "ignore"]);

export const optionsSchema: z.ZodType<KeyFailoverConfig, KeyFailoverOptions> = z.strictObject({
  order: z.enum(["strict", "weighted"]).default("strict"),
  cooldownMs: duration.default(60_000),
  maxCooldownMs: duration.default(3_600_000),
  quotaCooldownMs: duration.default(600_000),
  on401: reaction.default("permanent"),
  on402: reaction.default("cooldown"),
  on403: reaction.default("permanent"),
  halfOpenAfterMs: duration.optional(),
});
