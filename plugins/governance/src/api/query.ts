/** The query of a list: which part, filtered by what, in which order. */
import { largestOffset, oneOf, wholeNumber } from "@headgate/management";
import { z } from "zod";

/** By parameter name, including a resource's filters. */
export interface ListQuery extends Readonly<Record<string, string | number | undefined>> {
  readonly limit?: number | undefined;
  readonly offset?: number | undefined;
  readonly search?: string | undefined;
  readonly sort_by?: "name" | "created_at" | undefined;
  readonly order?: "asc" | "desc" | undefined;
}

const usualPage = 25;
const largestPage = 100;

const whole = wholeNumber(0, largestOffset);

const common = {
  limit: whole.describe(`How many to return, at most ${largestPage}. By default ${usualPage} with an offset, all without one.`),
  offset: whole.describe("How many to skip; default 0."),
  search: z.string().optional().describe("Only those whose name contains it, ignoring case."),
  sort_by: oneOf("name", "created_at").optional().describe("Default created_at."),
  order: oneOf("asc", "desc").optional().describe("Default asc."),
};

/** `filters` are the fields of a resource that a list can be filtered by. */
export function listQuery(filters: readonly string[]): z.ZodType<ListQuery> {
  const fields = filters.map((field) => [field, z.string().optional().describe(`Only those with this ${field}.`)] as const);
  return z.object({ ...common, ...Object.fromEntries(fields) });
}

/** Limit undefined: all. A limit that is too large is lowered, not refused, as in Bifrost. */
export function partOf({ limit, offset }: ListQuery): { readonly limit: number | undefined; readonly offset: number } {
  if (limit === undefined && offset === undefined) return { limit: undefined, offset: 0 };
  return { limit: Math.min(limit ?? usualPage, largestPage), offset: offset ?? 0 };
}
