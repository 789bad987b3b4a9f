/** What an admin may ask of the ledger, read from a query; the first thing wrong with it is a 400 that names it. */
import { type Exchange, type Refusal, refuse, RefusalError } from "@headgate/core";
import { z } from "zod";

export interface Question {
  readonly limit: number;
  readonly offset: number;
  /** Epoch ms, the first that counts. */
  readonly from?: number;
  /** Epoch ms, the first that no longer counts. */
  readonly to?: number;
  /** A caller's id. */
  readonly caller?: string;
  readonly provider?: string;
  readonly model?: string;
  readonly status?: number;
  /** The record id of a request. */
  readonly request?: string;
  readonly order: "asc" | "desc";
  readonly group_by?: GroupBy;
}

export const groupings = ["caller", "provider", "model", "day"] as const;
export type GroupBy = (typeof groupings)[number];

const most = 1000;

const word = z
  .string()
  .refine((text) => text !== "" && !text.includes("\0"), "must be a text that is not empty")
  .optional();

const rfc3339 = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d))?$/;
const time = z
  .string()
  .transform((text) => (/^\d{1,15}$/.test(text) ? Number(text) : rfc3339.test(text) ? Date.parse(text) : Number.NaN))
  .refine((at) => !Number.isNaN(at), "must be an RFC 3339 time such as 2026-01-31T00:00:00Z, or milliseconds since 1970")
  .optional();

const narrowing = {
  limit: whole(1, most, 100),
  offset: whole(0, 1_000_000_000, 0),
  from: time.describe("The first moment that counts: an RFC 3339 time or date, or milliseconds since 1970."),
  to: time.describe("The first moment that no longer counts."),
  caller: word.describe("A caller's id."),
  provider: word,
  model: word,
};
const listing = {
  ...narrowing,
  status: whole(100, 599),
  order: oneOf(["asc", "desc"]).default("desc").describe("By time."),
};

export const requestsQuery: z.ZodObject = query(listing);
export const callsQuery: z.ZodObject = query({ ...listing, request: word.describe("The record id of a request.") });
export const summaryQuery: z.ZodObject = query({ group_by: oneOf(groupings).optional(), ...narrowing });

/** Throws a RefusalError. */
export function questionOf(x: Exchange, schema: z.ZodObject): Question {
  const asked = new URLSearchParams(x.query);
  const allowed = Object.keys(schema.shape);
  for (const name of asked.keys()) {
    if (!allowed.includes(name)) throw wrong(name, `is unknown; expected one of ${allowed.join(", ")}`);
    if (asked.getAll(name).length > 1) throw wrong(name, "is given more than once");
  }
  const { data, error } = schema.safeParse(Object.fromEntries(asked));
  if (error) throw wrong(String(error.issues[0]!.path[0]), error.issues[0]!.message);
  return { order: "desc", ...data } as Question;
}

function query(shape: typeof narrowing & z.core.$ZodShape): z.ZodObject {
  const inOrder = ({ from, to }: Partial<Question>): boolean => from === undefined || to === undefined || from < to;
  return z
    .strictObject(shape)
    .refine((asked) => inOrder(asked as Partial<Question>), { path: ["to"], message: "must be later than `from`" });
}

function whole(least: number, greatest: number, usual?: number): z.ZodPreprocess<z.ZodType<number | undefined>> {
  const message = `must be a whole number from ${least} to ${greatest}`;
  const within = z.int(message).min(least, message).max(greatest, message);
  return z.preprocess(
    (text) => (typeof text === "string" && /^\d{1,10}$/.test(text) ? Number(text) : text),
    usual === undefined ? within.optional() : within.default(usual),
  );
}

function oneOf<const Word extends string>(words: readonly Word[]): z.ZodEnum<z.core.util.ToEnum<Word>> {
  return z.enum(words, `must be one of ${words.join(", ")}`);
}

function wrong(name: string, what: string): RefusalError {
  // Whatever was asked may be quoted back, but not at any length.
  const param = name.slice(0, 64);
  const refusal: Refusal = refuse({ code: "invalid_value", status: 400, message: `query parameter \`${param}\` ${what}`, param });
  return new RefusalError(refusal);
}
