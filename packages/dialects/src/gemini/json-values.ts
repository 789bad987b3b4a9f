/** JSON values of the type that a field must have, read as leniently as Google's own parser does. */
import { type Feature, type Loss, Unreadable } from "../canonical/index.ts";

export type Fields = Readonly<Record<string, unknown>>;

export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function asFields(value: unknown, field: string): Fields {
  return isFields(value) ? value : unreadable(field, value, "an object");
}

/** One object alone stands for a list of one: Google's documents write `parts` like that. */
export function asList(value: unknown, field: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return isFields(value) ? [value] : unreadable(field, value, "an array");
}

export function asText(value: unknown, field: string): string {
  return typeof value === "string" ? value : unreadable(field, value, "a string");
}

/** Numbers may be written as strings: 64-bit integers always are. */
export function asNumber(value: unknown, field: string): number {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : unreadable(field, value, "a number");
}

export function asFlag(value: unknown, field: string): boolean {
  return typeof value === "boolean" ? value : unreadable(field, value, "true or false");
}

/** Both spellings are accepted: `inline_data` is `inlineData`. */
export function camelCase(name: string): string {
  return name.includes("_") ? name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase()) : name;
}

/** What nobody asks for by writing it: the value that stands there anyway. */
export function saysNothing(value: unknown): boolean {
  if (value == null || value === false || value === 0 || value === "") return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}

export function lose(lost: Loss[], feature: Feature, field: string, value: unknown): void {
  if (!saysNothing(value)) lost.push({ feature, field });
}

/** Of a call: JSON of an object, where nothing at all is `{}`; undefined when it is not. */
export function argumentsOf(text: string): Fields | undefined {
  if (text.trim() === "") return {};
  try {
    const parsed: unknown = JSON.parse(text);
    return isFields(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

export function unreadable(field: string, value: unknown, expected: string): never {
  throw new Unreadable(field, found(value), expected);
}

function found(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  if (typeof value === "string") return value.length > 40 ? "a string" : JSON.stringify(value);
  return typeof value === "number" || typeof value === "boolean" ? String(value) : "an object";
}
