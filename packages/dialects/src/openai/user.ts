/** The end user, as OpenAI takes a name: any characters, but not more than these. */
import { fitting, longestId } from "./responses/ids.ts";

/** The same for the same user. */
export function userName(user: string): string {
  return user.length <= longestId ? user : fitting(user, longestId);
}
