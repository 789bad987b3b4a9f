/** The query parameters that lists have in common. Their messages say what was expected. */
import { z } from "zod";

/** `otherwise` is the default. */
export function wholeNumber(least: number, most: number, otherwise: number): z.ZodType<number>;
export function wholeNumber(least: number, most: number): z.ZodType<number | undefined>;
export function wholeNumber(least: number, most: number, otherwise?: number): z.ZodType<number | undefined> {
  const message = `a whole number from ${least} to ${most}`;
  const within = z.int(message).min(least, message).max(most, message);
  return z.preprocess(
    (text) => (typeof text === "string" && /^\d{1,15}$/.test(text) ? Number(text) : text),
    otherwise === undefined ? within.optional() : within.default(otherwise),
  );
}

export function oneOf<const Word extends string>(...words: readonly Word[]): z.ZodEnum<z.core.util.ToEnum<Word>> {
  return z.enum(words, `one of ${words.join(", ")}`);
}

/** Far beyond the end of any list, and still a number that both databases accept. */
export const largestOffset = 999_999_999;

/** Which part of a list. */
export interface Page {
  readonly limit: number;
  readonly offset: number;
}

/** Up to 1000 items of a list at a time, 100 by default. */
export const page: { readonly [Name in keyof Page]: z.ZodType<Page[Name]> } = {
  limit: wholeNumber(1, 1000, 100).describe("How many to return."),
  offset: wholeNumber(0, largestOffset, 0).describe("How many to skip."),
};
