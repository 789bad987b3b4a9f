/** Where this request may go, best first, when a plugin has decided it; the call already points at the first. */
import { key, type Key, type Target } from "@headgate/core";

export const Targets: Key<readonly Target[]> = key<readonly Target[]>("targets", { durable: true });
