/** Lets only values through that both drivers bind alike and keep: libsql ends the process on a boolean and cuts text at a NUL. */
import { RefusalError } from "@headgate/core";

/** Booleans become 1 and 0. Throws a TypeError for what is not text, a finite number, bytes or null. */
export function bindable(parameters: readonly unknown[]): readonly unknown[] {
  return parameters.map(bind);
}

function bind(value: unknown): unknown {
  switch (typeof value) {
    case "string":
      if (value.includes("\0") || !isWellFormed(value)) throw notText(value);
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

/** Half a character would be kept as another. Every Node of ours has the method (ES2024); an expression takes ten to sixty times as long. */
function isWellFormed(text: string): boolean {
  return (text as string & { isWellFormed(): boolean }).isWellFormed();
}

function nameOf(value: unknown): string {
  if (typeof value !== "object" || value === null) return typeof value === "number" ? String(value) : typeof value;
  if (value instanceof Date) return "a Date: hand in milliseconds";
  return "an object: write it with toJson";
}

/** A client's doing, on both alike: PostgreSQL refuses a NUL, and SQLite would compare only what stands before it. */
function notText(value: string): RefusalError {
  const what = value.includes("\0") ? "a NUL character" : "half a character (a lone surrogate)";
  return new RefusalError({ code: "invalid_text", status: 400, message: `text must not contain ${what}`, by: "gateway" });
}
