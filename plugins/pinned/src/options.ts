/** The options of the pinned plugin. */
import { z } from "zod";

export interface PinnedOptions {
  /** "pass": an id that was not made here goes where it would go without this plugin. "refuse": it is answered 404. Default "pass". */
  readonly unknown?: "pass" | "refuse" | undefined;
  /** How many days a response is remembered; everything else is remembered until it is deleted. Default 30, as long as OpenAI keeps responses. */
  readonly responsesDays?: number | undefined;
}

/** The same with every default filled in. */
export type PinnedConfig = {
  readonly [Name in keyof PinnedOptions]-?: NonNullable<PinnedOptions[Name]>;
};

export const optionsSchema: z.ZodType<PinnedConfig, PinnedOptions> = z.strictObject({
  unknown: z.enum(["pass", "refuse"]).default("pass"),
  responsesDays: z.int().min(1).max(36_500).default(30),
});
