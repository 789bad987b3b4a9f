/** Names the place in the store where a session's binding is kept: apart for every caller and every model. */
import { hash } from "node:crypto";
import { type Exchange } from "@headgate/core";
import { Principal } from "@headgate/words";

/** Longer names than this are kept as digests: a client may send any number of characters. */
const longest = 256;

/** Every part but the last comes with its length, so that no choice of words can make two different bindings the same. */
export function bindingKey(x: Exchange, session: string, requested: string): string {
  const who = x.get(Principal);
  const known = who && who.kind !== "anonymous";
  const [kind, id] = [known ? who.kind : "anonymous", known ? who.id : x.peer];
  const name = `${kind} ${id.length} ${id} ${session.length} ${session} ${requested}`;
  return `session:${name.length > longest ? hash("sha256", name, "hex") : name}`;
}
