/** Values of a body that anybody may have written, read with the name of the field they stand in. */
import { type Loss, Unreadable } from "../../canonical/index.ts";
import { isRecord } from "../errors.ts";

export type Fields = Readonly<Record<string, unknown>>;

export function recordAt(value: unknown, field: string, expected = "an object"): Fields {
  if (!isRecord(value)) throw wrong(value, field, expected);
  return value;
}

export function listAt(value: unknown, field: string, expected = "a list"): readonly unknown[] {
  if (!Array.isArray(value)) throw wrong(value, field, expected);
  return value;
}

export function textAt(value: unknown, field: string, expected = "a text"): string {
  if (typeof value !== "string") throw wrong(value, field, expected);
  return value;
}

/** Undefined for what is absent or null. */
export function optionalText(value: unknown, field: string): string | undefined {
  return value == null ? undefined : textAt(value, field);
}

/** Undefined for what is absent or null. */
export function optionalNumber(value: unknown, field: string): number | undefined {
  if (value == null) return undefined;
  if (typeof value !== "number") throw wrong(value, field, "a number");
  return value;
}

/** Undefined for what is absent or null. */
export function optionalFlag(value: unknown, field: string): boolean | undefined {
  if (value == null) return undefined;
  if (typeof value !== "boolean") throw wrong(value, field, "true or false");
  return value;
}

/** Names every member that nobody reads. `at` ends in a dot, or is "". */
export function nameRest(fields: Fields, known: ReadonlySet<string>, at: string, lost: Loss[]): void {
  for (const name of Object.keys(fields)) {
    if (known.has(name) || fields[name] == null) continue;
    lost.push({ feature: marks.has(name) ? "cache-control" : "other", field: at + name });
  }
}

const marks: ReadonlySet<string> = new Set(["cache_control", "prompt_cache_breakpoint"]);

/** `value` in words, short enough for an error message. */
export function wrong(value: unknown, field: string, expected: string): Unreadable {
  return new Unreadable(field, inWords(value), expected);
}

function inWords(value: unknown): string {
  if (value === undefined) return "nothing";
  if (typeof value === "string") return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" && value !== null ? "an object" : JSON.stringify(value);
}
