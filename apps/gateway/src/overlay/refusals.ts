/** The ways in which a write is refused; who asked can act on each. */
import { RefusalError } from "@headgate/core";
import type { DraftFault } from "@headgate/words";

function refusal(code: string, status: number, message: string, param?: string): RefusalError {
  return new RefusalError({ code, status, message, type: "invalid_request_error", ...(param !== undefined && { param }) });
}

/** All faults at once; the first gives the `param`. */
export function invalid(faults: readonly DraftFault[]): RefusalError {
  const message = faults.map(({ path, found, expected }) => `${path}: found ${found}, expected ${expected}`).join("; ");
  return new RefusalError({
    code: "invalid_value",
    status: 400,
    message,
    param: faults[0]!.path,
    type: "invalid_request_error",
    details: faults,
  });
}

export function notFound(what: "Provider" | "Key"): RefusalError {
  return refusal("not_found", 404, `${what} not found`, what.toLowerCase());
}

export function exists(what: string, name: string): RefusalError {
  return refusal("already_exists", 409, `${what} ${name} already exists`, "name");
}

/** `file` is how people call the config. */
export function ofTheFile(what: string, name: string, file: string): RefusalError {
  return refusal(
    "owned_by_config",
    409,
    `${what} ${name} stands in ${file}: change it there; the gateway takes the change by itself`,
  );
}

/** The write itself is good, and yet the whole could not start with it. */
export function notTaken(why: unknown): RefusalError {
  const said = why instanceof Error ? why.message : "see the log";
  const init = {
    code: "not_taken",
    status: 409,
    message: `the gateway could not start with it, so nothing was changed: ${said}`,
  };
  return new RefusalError({ ...init, type: "invalid_request_error" }, { cause: why });
}

export function overtaken(): RefusalError {
  return refusal("conflict", 409, "others are writing at the same time: try again");
}
