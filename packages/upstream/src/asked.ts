/** What a call asks of its provider: the method, the path, the headers and the body, as they leave. */
import type { Attempt } from "./attempt.ts";
import { pathOf } from "./carriage.ts";
import { watched, withType } from "./form.ts";
import { withClients } from "./passthrough.ts";
import { relayed } from "./relays.ts";
import type { Unsigned } from "./signing/signer.ts";

/** Throws for a credential of another origin, and for a model that has no path. */
export function askedOf(attempt: Attempt): Unsigned {
  const { x, place, call, operation, outgoing, raw } = attempt.options;
  const known = place.headersFor(attempt.credential);
  const { size, type } = outgoing;
  const body =
    type === undefined ? outgoing.body : watched(outgoing.body as AsyncIterable<Uint8Array>, () => attempt.timers.event());
  const length = body instanceof Uint8Array ? [] : ["content-length", String(size)];
  const prebuilt = raw ? withClients(known, x) : type === undefined ? known : withType(known, type);
  const own = call.headers ? Object.entries(call.headers).flat() : [];
  const said = place.relays ? relayed(x, place.dialect, place.relays, prebuilt) : prebuilt;
  const headers = length.length + own.length > 0 ? [...said, ...length, ...own] : said;
  const path = raw?.path ?? place.pathTo(pathOf(operation, call, x.stream), operation.name, call.model, x.stream);
  return { method: raw?.method ?? "POST", path, headers, body };
}
