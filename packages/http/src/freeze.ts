/** A request that can wait: what async work stores and dispatches later. Done by the edge, which knows which headers are secrets. */
import type { Call, Exchange, Frozen } from "@headgate/core";
import { bytesBody } from "@headgate/wire";
import { createExchange, durableSlots } from "./exchange.ts";
import { formOf } from "./multipart/form-body.ts";

/** Names that carry a client's credential in any dialect. */
const credentials = /^(?:(?:proxy-)?authorization|cookie|x-api-key|x-goog-api-key|api-key|x-bf-vk|x-bf-api-key)$/;

export function freeze(x: Exchange, { provider, model, headers, body }: Call): Frozen {
  if (!body.bytes) throw new Error("a spooled body cannot be frozen: read it into memory first");
  const { id, access, inference, operation, dialect, stream, method, path, peer } = x;
  // Gemini clients put their key in the query.
  const query = x.query
    .split("&")
    .filter((pair) => !new URLSearchParams(pair).has("key"))
    .join("&");
  const kept = Object.fromEntries(Object.entries(x.headers).filter(([name]) => !credentials.test(name)));
  const exchange = { id, access, inference, operation, dialect, stream, method, path, query, peer, headers: kept };
  return { exchange, slots: durableSlots(x), call: { provider, model, headers }, bytes: body.bytes };
}

export function thaw(frozen: Frozen): readonly [Exchange, Call] {
  const { exchange, bytes } = frozen;
  const x = createExchange({ ...exchange, body: formOf(bytes, exchange.headers["content-type"]) ?? bytesBody(bytes) });
  for (const [name, value] of Object.entries(frozen.slots)) x.set({ name, durable: true }, value);
  return [x, { ...frozen.call, body: x.body }];
}
