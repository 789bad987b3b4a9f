/** Makes ids for calls that Google gave none: the same call of the same answer always gets the same id. */
import { digest } from "../canonical/digest.ts";

/** If the answer has no id either, its calls get ids made from their content, which only have to differ from turn to turn. */
export function callId(responseId: string, index: number, name: string, args: string): string {
  const answer = responseId === "" ? digest(`${name}(${args})`) : responseId.replace(/[^a-zA-Z0-9_-]/g, "_").slice(0, 48);
  return `call_${answer}_${index}`;
}
