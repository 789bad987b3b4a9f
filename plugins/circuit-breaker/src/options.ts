/** What the circuit-breaker plugin can be told. */
import { z } from "zod";

export interface CircuitBreakerOptions {
  /** How far back passes count, ms. Default 30 000. */
  readonly windowMs?: number | undefined;
  /** So many failures in the window, at least, open a circuit … Default 5. */
  readonly failures?: number | undefined;
  /** … when they are also at least this share of its passes. Default 0.5. */
  readonly ratio?: number | undefined;
  /** How long an open circuit asks nobody, ms; also how long a probe may keep others waiting. Default 30 000. */
  readonly openMs?: number | undefined;
  /** Passes that may be under way at a time to find out whether the target is back. Default 1. */
  readonly probes?: number | undefined;
  /** Models that are watched at once, per provider; the one longest unused goes first. Default 1 000. */
  readonly maxCircuits?: number | undefined;
}

/** The same with every default filled in. */
export type CircuitBreakerConfig = {
  readonly [Name in keyof CircuitBreakerOptions]-?: NonNullable<CircuitBreakerOptions[Name]>;
};

export const optionsSchema: z.ZodType<CircuitBreakerConfig, CircuitBreakerOptions> = z.strictObject({
  windowMs: z.int().min(100).max(3_600_000).default(30_000),
  failures: z.int().min(1).max(10_000).default(5),
  ratio: z.number().gt(0).max(1).default(0.5),
  openMs: z.int().min(1).max(3_600_000).default(30_000),
  probes: z.int().min(1).max(100).default(1),
  maxCircuits: z.int().min(1).max(100_000).default(1000),
});
