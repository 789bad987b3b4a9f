/** The options of the circuit-breaker plugin. */
import { z } from "zod";

export interface CircuitBreakerOptions {
  /** How far back passes count, ms. Default 30 000. */
  readonly windowMs?: number | undefined;
  /** The number of failures in the window that opens a circuit … Default 5. */
  readonly failures?: number | undefined;
  /** … if they are also at least this share of its passes. Default 0.5. */
  readonly ratio?: number | undefined;
  /** How long an open circuit sends no calls, ms; also how long a probe can hold others back. Default 30 000. */
  readonly openMs?: number | undefined;
  /** Passes at a time that can find out whether the target is back. Default 1. */
  readonly probes?: number | undefined;
  /** Models watched at once, per provider; the least recently used is forgotten. Default 1 000. */
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
