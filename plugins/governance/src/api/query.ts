/** What a client may ask of a list: which part, of what, in which order. */
import { RefusalError } from "@headgate/core";

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

const page = 25;
const largestPage = 100;

/** Throws a RefusalError with status 400. Parameters that are not known are ignored. */
export function readQuery(query: string, sorts: readonly string[]): ListQuery {
  const given = new URLSearchParams(query);
  const get = (field: string): string | undefined => given.get(field) || undefined;
  const [limit, offset] = [whole("limit", get("limit")), whole("offset", get("offset"))];
  const order = oneOf("order", get("order"), ["asc", "desc"]);
  return {
    limit: limit === undefined && offset === undefined ? undefined : Math.min(limit ?? page, largestPage),
    offset: offset ?? 0,
    search: (get("search") ?? "").toLowerCase(),
    sortBy: oneOf("sort_by", get("sort_by"), sorts),
    descending: order === "desc",
    get,
  };
}

function whole(param: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,9}$/.test(text)) throw wrong(param, text, "a whole number of at least 0");
  return Number(text);
}

function oneOf(param: string, text: string | undefined, those: readonly string[]): string | undefined {
  if (text !== undefined && !those.includes(text)) throw wrong(param, text, those.join(" or "));
  return text;
}

function wrong(param: string, found: string, expected: string): RefusalError {
  const message = `${param} is ${JSON.stringify(found.slice(0, 100))}; expected ${expected}`;
  return new RefusalError({ code: "invalid_value", status: 400, message, param, type: "invalid_request_error" });
}
