/** Checks that an untyped value has the type its field needs, or throws an Unreadable that names the field, in JSON's own terms. */
import { Unreadable } from "./format.ts";

export type Fields = Readonly<Record<string, unknown>>;

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function asRecord(value: unknown, field: string, expected = "an object"): Fields {
  if (isRecord(value)) return value;
  throw unreadable(field, value, expected);
}

export function asList(value: unknown, field: string, expected = "an array"): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw unreadable(field, value, expected);
}

export function asText(value: unknown, field: string, expected = "a string"): string {
  if (typeof value === "string") return value;
  throw unreadable(field, value, expected);
}

export function asNumber(value: unknown, field: string): number {
  if (typeof value === "number") return value;
  throw unreadable(field, value, "a number");
}

export function asFlag(value: unknown, field: string): boolean {
  if (typeof value === "boolean") return value;
  throw unreadable(field, value, "a boolean");
}

/** Undefined if the value is absent or null. */
export function optional<T>(value: unknown, field: string, as: (value: unknown, field: string) => T): T | undefined {
  return value == null ? undefined : as(value, field);
}

/** Parses JSON of an object; undefined if it is not JSON, or not of an object. */
export function recordIn(json: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

export function unreadable(field: string, found: unknown, expected: string): Unreadable {
  return new Unreadable(field, describe(found), expected);
}

/** Strings are quoted, since they are often a misspelt word, but not in full, since they can be a file in base64. */
function describe(value: unknown): string {
  if (value === undefined) return "nothing";
  if (typeof value === "string") return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  if (typeof value === "object" && value !== null) return Array.isArray(value) ? "an array" : "an object";
  return JSON.stringify(value);
}
