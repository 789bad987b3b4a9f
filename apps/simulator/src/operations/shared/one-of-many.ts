/** One request of a batch, as if it were a separate request. */
import type { Ask } from "../../answer.ts";
import type { Json } from "../../body.ts";
import { RecordedCall } from "../../calls.ts";

/** `ask` is the batch's, `id` the request's own. */
export function oneOfMany(ask: Ask, path: string, id: string, body: Json): Ask {
  const { headers, startedAt } = ask.call;
  const call = new RecordedCall("POST", path, headers, Buffer.from(JSON.stringify(body)), startedAt);
  call.model = typeof body.model === "string" ? body.model : undefined;
  return { ...ask, id, call, body, model: call.model ?? "", stream: false, fault: {}, upload: [] };
}
