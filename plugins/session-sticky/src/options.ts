/** The options of the session-sticky plugin. */
import { z } from "zod";

export interface SessionStickyOptions {
  /** How long a session stays bound after its last good answer, in ms, unless the request says otherwise. Default 3 600 000, one hour. */
  readonly ttlMs?: number | undefined;
  /** The maximum that a request can ask for, in ms; it caps `ttlMs` too. Default 86 400 000, one day. */
  readonly maxTtlMs?: number | undefined;
  /** Recognizes sessions by what well-known clients send by themselves. Default true. */
  readonly clientHeaders?: boolean | undefined;
  /** "prompt": requests without a session get one from the beginning of their prompt, which costs parsing it. Default "none". */
  readonly derive?: "none" | "prompt" | undefined;
}

/** The same with every default filled in. */
export type SessionStickyConfig = {
  readonly [Name in keyof SessionStickyOptions]-?: NonNullable<SessionStickyOptions[Name]>;
};

export const optionsSchema: z.ZodType<SessionStickyConfig, SessionStickyOptions> = z.strictObject({
  ttlMs: z.int().min(1).default(3_600_000),
  maxTtlMs: z.int().min(1).default(86_400_000),
  clientHeaders: z.boolean().default(true),
  derive: z.enum(["none", "prompt"]).default("none"),
});
