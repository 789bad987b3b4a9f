/** How much memory the process holds. Plugins have no access to the process, so the gateway offers this. */
import { type Service, service } from "@headgate/core";

/** The resident memory right now, in bytes. */
export type ResidentMemory = () => number;

export const ResidentMemory: Service<ResidentMemory> = service<ResidentMemory>("resident-memory");
