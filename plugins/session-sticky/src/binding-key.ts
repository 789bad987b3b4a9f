/** Names the place in the store where a session's binding is kept: apart for every caller and every model. */
import { hash } from "node:crypto";
import { type Exchange } from "@headgate/core";
import { Principal } from "@headgate/words";

/** A list as JSON, so that no choice of words can make two different bindings the same. */
export function bindingKey(x: Exchange, session: string, requested: string): string {
  const who = x.get(Principal);
  const scope = who && who.kind !== "anonymous" ? [who.kind, who.id] : ["anonymous", x.peer];
  return `session:${hash("sha256", JSON.stringify([...scope, session, requested]), "hex")}`;
}
