/** What is asked of these routes beside their bodies. */
import type { Exchange } from "@headgate/core";
import { z } from "zod";

export interface Page {
  readonly limit: number;
  readonly offset: number;
}

const number = (least: number, most: number, otherwise: number): z.ZodType<number> =>
  z
    .string()
    .regex(/^\d{1,9}$/, `expected a whole number from ${least} to ${most}`)
    .transform(Number)
    .pipe(z.int().min(least).max(most))
    .default(otherwise);

export const page: { readonly limit: z.ZodType<number>; readonly offset: z.ZodType<number> } = {
  limit: number(1, 1000, 100).describe("How many."),
  offset: number(0, 999_999_999, 0).describe("How many to leave out."),
};

export const text: z.ZodType<string | undefined> = z.string().max(255).optional();

/** The segment after `/api/webhooks/`, or after that; what is no id is only not found. */
export function segment({ path }: Exchange, at: 0 | 1): string {
  return path.split("/")[3 + at] ?? "";
}
