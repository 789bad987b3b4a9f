/** Lets only values through that both drivers bind alike; libsql ends the process on a boolean and cuts text at a NUL. */
import { RefusalError } from "@headgate/core";

/** Booleans become 1 and 0. Throws a TypeError for what is not text, a finite number, bytes or null. */
export function bindable(parameters: readonly unknown[]): readonly unknown[] {
  return parameters.map(bind);
}

function bind(value: unknown): unknown {
  switch (typeof value) {
    case "string":
      if (value.includes("\0")) throw notText();
      return value;
    case "number":
      if (Number.isFinite(value)) return value;
      break;
    case "boolean":
      return value ? 1 : 0;
    case "bigint":
      return value;
    case "undefined":
      return null;
    case "object":
      if (value === null || value instanceof Uint8Array) return value;
      break;
    default:
  }
  throw new TypeError(`a query takes text, finite numbers, booleans, bytes and null, not ${nameOf(value)}`);
}

function nameOf(value: unknown): string {
  if (typeof value !== "object" || value === null) return typeof value === "number" ? String(value) : typeof value;
  if (value instanceof Date) return "a Date: hand in milliseconds";
  return "an object: write it with toJson";
}

/** A client's doing, on both alike: PostgreSQL refuses it, and SQLite would compare only what stands before it. */
function notText(): RefusalError {
  return new RefusalError({ code: "invalid_text", status: 400, message: "text must not contain a NUL character", by: "gateway" });
}
