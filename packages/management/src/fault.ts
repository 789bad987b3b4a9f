/** Turns what a schema found into a refusal that names the field. */
import { RefusalError } from "@headgate/core";
import type { z } from "zod";

/** A schema's own words, such as "Team name is required", are kept as they are. Status 400. */
export function wrongField({ path, message }: z.core.$ZodIssue): RefusalError {
  const param = path.join(".").slice(0, 200);
  const missing = / is required\b/.test(message);
  const own = missing || message.includes(" cannot be ") || message.startsWith("At least one");
  return new RefusalError({
    code: missing ? "missing_required_parameter" : "invalid_value",
    status: 400,
    message: own ? message : `${param}: ${message.replace(/^Invalid input: /, "")}`,
    param,
    type: "invalid_request_error",
  });
}
