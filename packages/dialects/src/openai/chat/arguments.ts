/** Arguments of calls, which this format writes as a string of JSON. */
import { asText, recordIn, unreadable } from "../../canonical/expect.ts";

/** As they were written, since key order matters to the prompt cache; a call without any has `{}`. */
export function readArguments(value: unknown, field: string): string {
  const text = value == null ? "" : asText(value, field, "JSON of an object");
  if (text.trim() === "") return "{}";
  if (!isWhole(text)) throw unreadable(field, text, "JSON of an object");
  return text;
}

/** Whether this is a complete object, which nothing can follow. */
export function isWhole(text: string): boolean {
  return text.trimEnd().endsWith("}") && recordIn(text) !== undefined;
}
