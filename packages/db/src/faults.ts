/** What an error of either driver means: the database is not there for us, a rule of the tables was broken, or a bug. */
import { RefusalError } from "@headgate/core";

/** The same for both drivers; true for a primary key too. */
export function isUniqueViolation(error: unknown): boolean {
  const code = codeOf(error);
  return code === "23505" || code === "SQLITE_CONSTRAINT_UNIQUE" || code === "SQLITE_CONSTRAINT_PRIMARYKEY";
}

/** 503, and nothing of what was asked: statements and values stay out of answers. */
export function unavailable(cause?: unknown): RefusalError {
  return new RefusalError(
    { code: "database_unavailable", status: 503, message: "the database is not available right now", by: "gateway" },
    { cause },
  );
}

/** Another process or transaction holds the file. */
export function isBusy(error: unknown): boolean {
  return /^SQLITE_(BUSY|LOCKED)/.test(codeOf(error) ?? "");
}

export function isReadOnly(error: unknown): boolean {
  const code = codeOf(error);
  return code === "25006" || code?.startsWith("SQLITE_READONLY") === true;
}

/** Gone, locked for too long, full, or read-only: nothing that another statement would do better. */
export function isUnavailable(error: unknown): boolean {
  if (error instanceof TypeError || error instanceof RangeError) return false;
  const code = codeOf(error);
  if (code?.startsWith("SQLITE_")) return SQLITE.test(code);
  if (code !== undefined && /^[0-9A-Z]{5}$/.test(code)) return POSTGRES.test(code);
  // No code of a database: the socket, the pool or the closed file spoke.
  return true;
}

const SQLITE = /^SQLITE_(BUSY|LOCKED|READONLY|CANTOPEN|IOERR|FULL|CORRUPT|NOTADB|PROTOCOL|NOMEM|PERM|AUTH|INTERRUPT)(_|$)/;

// Connection, authentication, missing database, resources, operator and timeout, system; then read-only and lock timeout.
const POSTGRES = /^(08|28|3D|53|57|58)|^(25006|25P03|55P03)$/;

function codeOf(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null | undefined)?.code;
  return typeof code === "string" ? code : undefined;
}
