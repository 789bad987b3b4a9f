/** What one model costs, and how much of it one call can use. */
import { z } from "zod";

/** US dollars per million tokens. */
export interface Rates {
  readonly input: number;
  readonly output: number;
  /** Of the input, what came from a cache and what was put into one; absent: as any input. */
  readonly cacheRead?: number | undefined;
  readonly cacheWrite?: number | undefined;
}

/** US dollars for a single one, each by the unit of the usage records that it pays for. */
export interface UnitRates {
  readonly image?: number | undefined;
  readonly page?: number | undefined;
  readonly character?: number | undefined;
  readonly second?: number | undefined;
  /** Of Cohere's rerank: a query with up to 100 documents. */
  readonly searchUnit?: number | undefined;
}

export interface ModelPrice extends Rates, UnitRates {
  /** Tokens: the most that one prompt may have. */
  readonly context: number;
  /** Tokens: the most that one answer may have. */
  readonly maxOutput: number;
  /** Of the whole call, when its input has more tokens than `above`. */
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

/** Whatever is left out is as in the table. */
export const priceSchema: z.ZodType<Partial<ModelPrice>, Partial<ModelPrice>> = z
  .strictObject({ ...rates, ...units, context: tokens, maxOutput: tokens })
  .partial()
  .extend({ long: z.strictObject({ ...rates, above: tokens }).optional() }) as never;
