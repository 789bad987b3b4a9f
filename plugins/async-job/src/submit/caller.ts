/** To whom a job belongs: whoever is known by the same id, whatever key they show today. */
import type { Exchange } from "@headgate/core";
import { Principal } from "@headgate/words";

/** Undefined: submitted without a name, and shown to whoever knows its id. */
export function callerOf(x: Exchange): string | undefined {
  const principal = x.get(Principal);
  return principal && principal.kind !== "anonymous" ? `${principal.kind}:${principal.id}` : undefined;
}
