/** Makes the store key of a session's binding: separate for every caller and every model. */
import { hash } from "node:crypto";
import { type Exchange } from "@headgate/core";
import { Principal } from "@headgate/words";

/** Longer names are stored as digests, because a client can send any number of characters. */
const longest = 256;

/** Every part but the last comes with its length, so that no choice of names can make two different bindings equal. */
export function bindingKey(x: Exchange, session: string, requested: string): string {
  const who = x.get(Principal);
  const known = who && who.kind !== "anonymous";
  const [kind, id] = [known ? who.kind : "anonymous", known ? who.id : x.peer];
  const name = `${kind} ${id.length} ${id} ${session.length} ${session} ${requested}`;
  return `session:${name.length > longest ? hash("sha256", name, "hex") : name}`;
}
