/** What one model costs, and how much one call can use of it. */
import { z } from "zod";

/** US dollars per million tokens. */
export interface Rates {
  readonly input: number;
  readonly output: number;
  /** The input that came from a cache, and that was put into one; absent: priced like any input. */
  readonly cacheRead?: number | undefined;
  readonly cacheWrite?: number | undefined;
}

/** US dollars for each single unit of the usage records. */
export interface UnitRates {
  readonly image?: number | undefined;
  readonly page?: number | undefined;
  readonly character?: number | undefined;
  readonly second?: number | undefined;
  /** For Cohere's rerank: a query with up to 100 documents. */
  readonly searchUnit?: number | undefined;
}

export interface ModelPrice extends Rates, UnitRates {
  /** Tokens: the most that one prompt may have. */
  readonly context: number;
  /** Tokens: the most that one answer may have. */
  readonly maxOutput: number;
  /** The rates of the whole call if its input has more tokens than `above`. */
  readonly long?: (Rates & { readonly above: number }) | undefined;
}

const dollars: z.ZodNumber = z.number().min(0).max(1_000_000);
const tokens: z.ZodInt = z.int().min(0);
const rates: { [Name in keyof Rates]-?: z.ZodNumber | z.ZodOptional<z.ZodNumber> } = {
  input: dollars,
  output: dollars,
  cacheRead: dollars.optional(),
  cacheWrite: dollars.optional(),
};
const units: { [Name in keyof UnitRates]-?: z.ZodNumber } = {
  image: dollars,
  page: dollars,
  character: dollars,
  second: dollars,
  searchUnit: dollars,
};

/** Whatever is left out is taken from the table. */
export const priceSchema: z.ZodType<Partial<ModelPrice>, Partial<ModelPrice>> = z
  .strictObject({ ...rates, ...units, context: tokens, maxOutput: tokens })
  .partial()
  .extend({ long: z.strictObject({ ...rates, above: tokens }).optional() }) as never;
