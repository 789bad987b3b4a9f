/** Arguments of calls, which this format writes as a text. */
import { isRecord } from "../errors.ts";
import { textAt, wrong } from "./values.ts";

/** As they were written, for their order bears on the prompt cache; a call without any has `{}`. */
export function readArguments(value: unknown, field: string): string {
  const text = value == null ? "" : textAt(value, field, "a text of JSON");
  if (text.trim() === "") return "{}";
  if (!isWhole(text)) throw wrong(text, field, "the text of a JSON object");
  return text;
}

/** Nothing can follow. */
export function isWhole(text: string): boolean {
  if (!text.trimEnd().endsWith("}")) return false;
  try {
    return isRecord(JSON.parse(text));
  } catch {
    return false;
  }
}
