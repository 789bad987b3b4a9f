/** What the provider routes answer, for the API document. */
import { z } from "zod";

const text = z.string();
const warnings = z.array(text).optional().describe("Fields that were sent and ignored");

export const keyAnswer: z.ZodObject = z.object({
  id: text,
  name: text,
  value: text.describe('Its mask, or "env.NAME"'),
  models: z.array(text).describe("Empty: all"),
  weight: z.number(),
  concurrency: z.number().nullable(),
  enabled: z.boolean().optional(),
  owner: z.enum(["file", "api"]).optional(),
  warnings,
});

export const providerAnswer: z.ZodObject = z.looseObject({
  name: text,
  owner: z.enum(["file", "api"]).optional(),
  dialect: text,
  origin: text,
  keys: z.array(keyAnswer.omit({ warnings: true })),
  models: z.array(text).optional(),
  provider_status: z.literal("active"),
  warnings,
});

export const providersAnswer: z.ZodObject = z.object({ providers: z.array(providerAnswer), total: z.number() });
export const keysAnswer: z.ZodObject = z.object({ keys: z.array(keyAnswer), total: z.number() });
export const deletedAnswer: z.ZodObject = z.object({ name: text, id: text.optional() });
