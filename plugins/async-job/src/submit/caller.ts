/** Who a job belongs to: the caller with the same id, whatever key they use today. */
import type { Exchange } from "@headgate/core";
import { Principal } from "@headgate/words";

/** Undefined: submitted anonymously, and shown to everybody who knows its id. */
export function callerOf(x: Exchange): string | undefined {
  const principal = x.get(Principal);
  return principal && principal.kind !== "anonymous" ? `${principal.kind}:${principal.id}` : undefined;
}
