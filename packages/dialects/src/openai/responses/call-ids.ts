/** Ids within the lengths that OpenAI accepts, always the same for the same origin. */
import { digest } from "../../canonical/digest.ts";

/** What OpenAI accepts for the ids of items and calls. */
export const longestId = 64;

/** Kept if it fits: letters, digits, _ and -, at most `longest`. Else cleaned, cut and given a digest of the whole. */
export function fitting(id: string, longest: number): string {
  if (id !== "" && id.length <= longest && !/[^\w-]/.test(id)) return id;
  return `${id.replaceAll(/[^\w-]/g, "_").slice(0, longest - 9)}_${digest(id)}`;
}
