/** The id of the end user as OpenAI accepts it: any characters, up to a maximum. */
import { fitting, longestId } from "./responses/call-ids.ts";

/** The same for the same user. */
export function userName(user: string): string {
  return user.length <= longestId ? user : fitting(user, longestId);
}
