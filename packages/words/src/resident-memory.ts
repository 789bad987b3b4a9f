/** How much memory the process holds. A plugin does not reach the process by itself: whoever runs it offers this. */
import { type Service, service } from "@headgate/core";

/** Bytes that are resident now. */
export type ResidentMemory = () => number;

export const ResidentMemory: Service<ResidentMemory> = service<ResidentMemory>("resident-memory");
