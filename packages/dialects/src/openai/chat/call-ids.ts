/** Ids of calls as OpenAI accepts them: any characters, but at most 40. */
import { digest } from "../../canonical/digest.ts";

const longest = 40;

/** The same for a call and for its result. */
export function callId(id: string): string {
  return id.length <= longest ? id : `${id.slice(0, longest - 9)}_${digest(id)}`;
}
