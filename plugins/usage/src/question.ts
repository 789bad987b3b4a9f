/** What an admin may ask of the ledger. */
import { oneOf, type Page, page, wholeNumber } from "@headgate/management";
import { z } from "zod";

export interface Question extends Page {
  /** Epoch ms, inclusive. */
  readonly from?: number | undefined;
  /** Epoch ms, exclusive. */
  readonly to?: number | undefined;
  /** A caller's id. */
  readonly caller?: string | undefined;
  readonly provider?: string | undefined;
  readonly model?: string | undefined;
  readonly status?: number | undefined;
  /** The id of a request's record. */
  readonly request?: string | undefined;
  /** By time; "desc" by default. */
  readonly order?: "asc" | "desc" | undefined;
  readonly group_by?: GroupBy | undefined;
}

export const groupings = ["caller", "provider", "model", "day"] as const;
export type GroupBy = (typeof groupings)[number];

const word = z
  .string()
  .refine((text) => !text.includes("\0"), "a text without a NUL character")
  .optional();

const rfc3339 = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d))?$/;
const time = z
  .string()
  .transform((text) => (/^\d{1,15}$/.test(text) ? Number(text) : rfc3339.test(text) ? Date.parse(text) : Number.NaN))
  .refine((at) => !Number.isNaN(at), "an RFC 3339 time such as 2026-01-31T00:00:00Z, or milliseconds since 1970")
  .optional();

const narrowing = {
  ...page,
  from: time.describe("The start, inclusive: an RFC 3339 time or date, or milliseconds since 1970."),
  to: time.describe("The end, exclusive, in the same form."),
  caller: word.describe("A caller's id."),
  provider: word,
  model: word,
};
const listing = {
  ...narrowing,
  status: wholeNumber(100, 599),
  order: oneOf("asc", "desc").default("desc").describe("By time."),
};

const later = { path: ["to"], message: "a time later than `from`" };

export const requestsQuery: z.ZodType<Question> = z.object(listing).refine(inOrder, later);
export const callsQuery: z.ZodType<Question> = z
  .object({ ...listing, request: word.describe("The id of a request's record.") })
  .refine(inOrder, later);
export const summaryQuery: z.ZodType<Question> = z
  .object({ group_by: oneOf(...groupings).optional(), ...narrowing })
  .refine(inOrder, later);

function inOrder({ from, to }: Pick<Question, "from" | "to">): boolean {
  return from === undefined || to === undefined || from < to;
}
