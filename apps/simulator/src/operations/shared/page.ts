/** One page of a list, as requested by `order`, `after` and `limit` of the query. */
import type { Whole } from "../../answer.ts";
import type { Json } from "../../body.ts";
import type { RecordedCall } from "../../calls.ts";

/** `newestFirst` is the default order. */
export function page(newestFirst: readonly Json[], { path }: RecordedCall, usual = 20): Whole {
  const query = queryOf(path);
  const ordered = query.get("order") === "asc" ? newestFirst.toReversed() : newestFirst;
  const after = query.get("after");
  const from = after === null ? 0 : ordered.findIndex(({ id }) => id === after) + 1;
  const asked = Number(query.get("limit") ?? usual);
  const limit = Number.isInteger(asked) && asked > 0 ? asked : usual;
  const data = ordered.slice(from, from + limit);
  const [first_id, last_id] = [data[0]?.id ?? null, data.at(-1)?.id ?? null];
  const has_more = from + limit < ordered.length;
  return { status: 200, json: JSON.stringify({ object: "list", data, first_id, last_id, has_more }) };
}

/** Anthropic's: `after_id`, `before_id` and `limit`. */
export function idPage(newestFirst: readonly Json[], { path }: RecordedCall, usual = 20): Whole {
  const query = queryOf(path);
  const [after, before] = ["after_id", "before_id"].map((name) => newestFirst.findIndex(({ id }) => id === query.get(name)));
  const asked = Number(query.get("limit") ?? usual);
  const limit = Number.isInteger(asked) && asked > 0 ? asked : usual;
  const end = before === undefined || before < 0 ? newestFirst.length : before;
  const backwards = end < newestFirst.length;
  const from = backwards ? Math.max(0, end - limit) : (after ?? -1) + 1;
  const data = newestFirst.slice(from, Math.min(end, from + limit));
  const has_more = backwards ? from > 0 : from + limit < newestFirst.length;
  const [first_id, last_id] = [data[0]?.id ?? null, data.at(-1)?.id ?? null];
  return { status: 200, json: JSON.stringify({ data, has_more, first_id, last_id }) };
}

export function queryOf(path: string): URLSearchParams {
  const query = path.indexOf("?");
  return new URLSearchParams(query === -1 ? "" : path.slice(query));
}
