/** The refusal of one field, by its name. */
import { RefusalError } from "@headgate/core";

/** A field of the body that cannot be as it is: status 400, and the fault says what was found and what was expected. */
export function invalidValue(param: string, fault: string): RefusalError {
  return new RefusalError({
    code: "invalid_value",
    status: 400,
    message: `${param}: ${fault}`,
    param,
    type: "invalid_request_error",
  });
}
