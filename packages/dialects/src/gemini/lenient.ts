/** JSON values read as leniently as Google's own parser reads them. */
import { asList, type Fields, isRecord, recordIn, unreadable } from "../canonical/expect.ts";
import type { Feature, Loss } from "../canonical/index.ts";

/** A single object stands for an array of one: Google's documentation writes `parts` like that. */
export function asListOrOne(value: unknown, field: string): readonly unknown[] {
  return isRecord(value) ? [value] : asList(value, field);
}

/** Numbers may be written as strings: 64-bit integers always are. */
export function asNumeral(value: unknown, field: string): number {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  if (typeof number === "number" && Number.isFinite(number)) return number;
  throw unreadable(field, value, "a number");
}

/** Both spellings are accepted: `inline_data` is `inlineData`. */
export function camelCase(name: string): string {
  return name.includes("_") ? name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase()) : name;
}

/** Whether the value says no more than leaving it out would. */
export function saysNothing(value: unknown): boolean {
  if (value == null || value === false || value === 0 || value === "") return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}

export function lose(lost: Loss[], feature: Feature, field: string, value: unknown): void {
  if (!saysNothing(value)) lost.push({ feature, field });
}

/** A call's arguments: JSON of an object, or an empty string for `{}`; undefined if neither. */
export function argumentsOf(text: string): Fields | undefined {
  return text.trim() === "" ? {} : recordIn(text);
}
