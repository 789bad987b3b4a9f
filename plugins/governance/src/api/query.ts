/** What a client may ask of a list: which part, of what, in which order. */
import { RefusalError } from "@headgate/core";
import { z } from "zod";

export interface ListQuery {
  /** Absent: all. */
  readonly limit: number | undefined;
  readonly offset: number;
  /** In lower case; empty: any. */
  readonly search: string;
  readonly sortBy: string | undefined;
  readonly descending: boolean;
  /** A field that the resource is filtered by; empty counts as absent. */
  get(field: string): string | undefined;
}

/** As they are judged, one by one. */
// oxlint-disable-next-line typescript/consistent-type-definitions -- an interface could grow, and so would be no shape
type Asked = {
  readonly limit: z.ZodType<number | undefined>;
  readonly offset: z.ZodType<number | undefined>;
  readonly search: z.ZodType<string | undefined>;
  readonly sort_by: z.ZodType<string | undefined>;
  readonly order: z.ZodType<string | undefined>;
};

const page = 25;
const largestPage = 100;

const whole = z.preprocess(
  (text) => (typeof text === "string" && /^\d{1,9}$/.test(text) ? Number(text) : text),
  z.int("a whole number of at least 0").min(0).max(999_999_999),
);

const asked: Asked = {
  limit: whole.optional().describe(`How many; never more than ${largestPage}. Without an offset by default all, else ${page}.`),
  offset: whole.optional().describe("How many to leave out; default 0."),
  search: z.string().optional().describe("Only those whose name holds it, in capitals or not."),
  sort_by: oneOf("name", "created_at").describe("Default created_at."),
  order: oneOf("asc", "desc").describe("Default asc."),
};

/** `filters` are the fields of a resource that a list may be narrowed by. */
export function listQuery(filters: readonly string[]): z.ZodObject<Asked> {
  const fields = filters.map((field) => [field, z.string().optional().describe(`Only those with this ${field}.`)]);
  return z.object({ ...asked, ...(Object.fromEntries(fields) as object) });
}

/** Throws a RefusalError with status 400. Parameters that are not known are ignored. */
export function readQuery(query: string, schema: z.ZodObject<Asked>): ListQuery {
  const given = new URLSearchParams(query);
  const get = (field: string): string | undefined => given.get(field) || undefined;
  const raw = Object.fromEntries(Object.keys(schema.shape).map((field) => [field, get(field)]));
  const { data, error } = schema.safeParse(raw);
  if (error) throw wrong(error.issues[0]!, get);
  const { limit, offset, search = "", sort_by, order } = data;
  return {
    limit: limit === undefined && offset === undefined ? undefined : Math.min(limit ?? page, largestPage),
    offset: offset ?? 0,
    search: search.toLowerCase(),
    sortBy: sort_by,
    descending: order === "desc",
    get,
  };
}

function oneOf(...those: string[]): z.ZodType<string | undefined> {
  return z.enum(those, those.join(" or ")).optional();
}

function wrong({ path, message }: z.core.$ZodIssue, get: ListQuery["get"]): RefusalError {
  const param = String(path[0]);
  const text = `${param} is ${JSON.stringify(get(param)?.slice(0, 100))}; expected ${message}`;
  return new RefusalError({ code: "invalid_value", status: 400, message: text, param, type: "invalid_request_error" });
}
