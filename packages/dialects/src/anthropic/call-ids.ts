/** Ids of calls in the characters that Anthropic allows. */
import { digest } from "../canonical/digest.ts";

/** The id itself, or one derived from it: the same for the call and its result. */
export function callId(id: string): string {
  return /^[a-zA-Z0-9_-]+$/.test(id) ? id : `${id.replace(/[^a-zA-Z0-9_-]/g, "_")}_${digest(id)}`;
}
