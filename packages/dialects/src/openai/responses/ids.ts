/** Ids as the Responses format wants them, always the same for the same origin. */
import { createHash } from "node:crypto";

/** What OpenAI takes for the ids of items and calls. */
export const longestId = 64;

/** Kept where it fits: letters, digits, _ and -, at most so long. Else cleaned, cut and told apart by a hash of the whole. */
export function fitting(id: string, longest: number): string {
  if (id !== "" && id.length <= longest && !/[^\w-]/.test(id)) return id;
  const hash = createHash("sha256").update(id).digest("hex").slice(0, 8);
  return `${id.replaceAll(/[^\w-]/g, "_").slice(0, longest - 9)}_${hash}`;
}

/** Of an answer; a provider that gave none is told apart by the second. */
export function responseId(id: string, created: number): string {
  return id.startsWith("resp_") ? id : `resp_${id === "" ? created : id}`;
}

/** Begins the ids of reasoning items that OpenAI would look for in vain when a client sends them back. */
export const foreignReasoning = "rs_headgate_";

/** Makes the id of an output item of its place. */
export function itemIds(response: string): (prefix: "msg" | "fc" | "rs", index: number) => string {
  const origin = fitting(response.slice(5), 48);
  return (prefix, index) => `${prefix === "rs" ? foreignReasoning : `${prefix}_`}${origin}_${index}`;
}
