/** Values as a format wants them; anything else is Unreadable, with the field's name. */
import { Unreadable } from "../canonical/index.ts";
import { isRecord } from "../openai/errors.ts";

export type Fields = Readonly<Record<string, unknown>>;

export function text(value: unknown, field: string): string {
  if (typeof value === "string") return value;
  throw new Unreadable(field, describe(value), "a string");
}
export function list(value: unknown, field: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new Unreadable(field, describe(value), "a list");
}
export function record(value: unknown, field: string): Fields {
  if (isRecord(value)) return value;
  throw new Unreadable(field, describe(value), "an object");
}
export function optionalText(value: unknown, field: string): string | undefined {
  return value == null ? undefined : text(value, field);
}
export function optionalRecord(value: unknown, field: string): Fields | undefined {
  return value == null ? undefined : record(value, field);
}
export function optionalNumber(value: unknown, field: string): number | undefined {
  if (value == null) return undefined;
  if (typeof value === "number") return value;
  throw new Unreadable(field, describe(value), "a number");
}
export function optionalFlag(value: unknown, field: string): boolean | undefined {
  if (value == null) return undefined;
  if (typeof value === "boolean") return value;
  throw new Unreadable(field, describe(value), "true or false");
}

/** For messages; a string is shown, for it may be a word that is not known. */
export function describe(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  if (typeof value === "string") return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "an object" : (JSON.stringify(value) ?? typeof value);
}
