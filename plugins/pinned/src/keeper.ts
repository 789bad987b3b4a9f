/** Remembers what a good answer made, before its client can ask for it. */
import type { ByteSource, Exchange, Host, MaybePromise, Reply } from "@headgate/core";
import type { Asked } from "./asked.ts";
import { watchCreated } from "./created.ts";
import { holdBack } from "./held.ts";
import type { Kind } from "./kinds.ts";
import { type Made, madeAtStart, madeIn } from "./made.ts";
import { ownerOf, type Pin, placeOf } from "./pin.ts";
import type { Pins } from "./pins.ts";

/** `about` is the pin of the thing that the path names. */
export type Keeper = (x: Exchange, asked: Asked, about: Pin | undefined, reply: Reply) => MaybePromise<Reply>;

const dayMs = 86_400_000;
/** Larger answers are not held back. */
const heldBytes = 65_536;

export function createKeeper(host: Pick<Host, "clock" | "providers">, pins: Pins, responsesDays: number): Keeper {
  return (x, asked, about, reply) => {
    const { call, status, error } = reply;
    if (!call || error || status >= 300) return reply;
    const { path, stores, kind } = asked;
    if (x.method === "DELETE") return path?.depth === "thing" && about ? after(pins.forget(path.ids[0]!.id), reply) : reply;
    const own = x.method === "POST" && (!path || path.depth === "root");
    // The results of a batch belong to the caller who made it, whoever sees them first.
    const others = derives(kind) && (x.method === "POST" || (x.method === "GET" && about !== undefined));
    if (!stores || !(own || others)) return reply;
    const place = placeOf(x, call, host.providers);
    if (!place) return reply;
    const owner = about?.owner ?? ownerOf(x);
    const remember = (made: readonly Made[]): MaybePromise<void> => {
      const created = host.clock.now();
      const pending: Promise<void>[] = [];
      for (const { id, own } of made) {
        const expires = own && kind === "responses" ? created + responsesDays * dayMs : undefined;
        const written = pins.remember(id, { ...place, owner, created, expires });
        if (written) pending.push(written);
      }
      return pending.length > 0 ? Promise.all(pending).then(() => {}) : undefined;
    };
    const read = (bytes: Uint8Array): MaybePromise<void> => remember(madeIn(bytes, kind, own));
    const { body } = reply;
    if (body === null) return reply;
    if (isEvents(x, reply)) return own ? reply.tap(watchCreated((id) => void remember([{ id, own }]))) : reply;
    if (typeof body === "string") return after(read(Buffer.from(body)), reply);
    if (body instanceof Uint8Array) return after(read(body), reply);
    if (isJson(reply)) reply.body = held(body, read, (start) => void (own && remember(madeAtStart(start))));
    return reply;
  };
}

function after(pending: MaybePromise<void>, reply: Reply): MaybePromise<Reply> {
  return pending instanceof Promise ? pending.then(() => reply) : reply;
}

function held(
  body: ByteSource,
  whole: (bytes: Uint8Array) => MaybePromise<void>,
  larger: (bytes: Uint8Array) => void,
): ByteSource {
  return holdBack({ body, most: heldBytes, whole, larger });
}

/** Kinds that result in files, which later answers name. */
function derives(kind: Kind): boolean {
  return kind === "batches" || kind === "uploads";
}

function isEvents(x: Exchange, { headers }: Reply): boolean {
  return x.stream || /^text\/event-stream/i.test(headers["content-type"] ?? "");
}

function isJson({ headers }: Reply): boolean {
  const { "content-type": type = "", "content-encoding": encoding = "identity" } = headers;
  return encoding === "identity" && /^application\/(?:.+\+)?json/i.test(type);
}
