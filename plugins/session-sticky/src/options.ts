/** What the session-sticky plugin can be told. */
import { z } from "zod";

export interface SessionStickyOptions {
  /** How long a binding lives after its last good answer, in milliseconds, unless the request says. Default 3 600 000, one hour. */
  readonly ttlMs?: number | undefined;
  /** The most that a request may ask for, in milliseconds; `ttlMs` is held to it too. Default 86 400 000, one day. */
  readonly maxTtlMs?: number | undefined;
  /** Knows sessions by what well-known clients send of their own accord. Default true. */
  readonly clientHeaders?: boolean | undefined;
  /** "prompt": those who name no session have one by how their prompt begins, which costs parsing it. Default "none". */
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
