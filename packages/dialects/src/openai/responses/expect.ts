/** Takes a value as what it ought to be, or throws an Unreadable that names the field. */
import { Unreadable } from "../../canonical/index.ts";

export type Found = Readonly<Record<string, unknown>>;

export function record(value: unknown, field: string): Found {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Found;
  throw unreadable(field, value, "an object");
}

export function list(value: unknown, field: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw unreadable(field, value, "a list");
}

export function text(value: unknown, field: string): string {
  if (typeof value === "string") return value;
  throw unreadable(field, value, "text");
}

export function number(value: unknown, field: string): number {
  if (typeof value === "number") return value;
  throw unreadable(field, value, "a number");
}

export function boolean(value: unknown, field: string): boolean {
  if (typeof value === "boolean") return value;
  throw unreadable(field, value, "true or false");
}

/** Null is as good as absent. */
export function optional<T>(value: unknown, field: string, take: (value: unknown, field: string) => T): T | undefined {
  return value === undefined || value === null ? undefined : take(value, field);
}

export function unreadable(field: string, value: unknown, expected: string): Unreadable {
  return new Unreadable(field, describe(value), expected);
}

function describe(value: unknown): string {
  if (value === undefined || value === null) return "nothing";
  if (typeof value === "string") return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  if (typeof value === "object") return Array.isArray(value) ? "a list" : "an object";
  return JSON.stringify(value);
}
