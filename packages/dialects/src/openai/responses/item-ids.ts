/** Ids of responses and of their output items, always the same for the same answer. */
import { fitting } from "./call-ids.ts";

/** If the provider gave no id, the time in seconds is used. */
export function responseId(id: string, created: number): string {
  return id.startsWith("resp_") ? id : `resp_${id === "" ? created : id}`;
}

/** Prefix of the ids of reasoning items that OpenAI does not know and would refuse when a client sends them back. */
export const foreignReasoning = "rs_headgate_";

/** Makes the id of an output item from its position. */
export function itemIds(response: string): (prefix: "msg" | "fc" | "rs", index: number) => string {
  const origin = fitting(response.slice(5), 48);
  return (prefix, index) => `${prefix === "rs" ? foreignReasoning : `${prefix}_`}${origin}_${index}`;
}
