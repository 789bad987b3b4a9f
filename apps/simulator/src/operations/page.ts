/** One page of a list, as `order`, `after` and `limit` of the query ask for it. */
import type { Whole } from "../answer.ts";
import type { Json } from "../body.ts";
import type { RecordedCall } from "../calls.ts";

/** `newestFirst` is the order when none is asked for. */
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

export function queryOf(path: string): URLSearchParams {
  const query = path.indexOf("?");
  return new URLSearchParams(query === -1 ? "" : path.slice(query));
}
