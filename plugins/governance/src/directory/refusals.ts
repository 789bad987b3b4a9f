/** How a write is refused. */
import { RefusalError } from "@headgate/core";

/** `param` is the field as the client wrote it, such as `provider_configs.0.budget.max_limit`. */
export function invalid(param: string, message: string): RefusalError {
  return new RefusalError({ code: "invalid_value", status: 400, message, param, type: "invalid_request_error" });
}

/** `what` as in a message: `Virtual key`. */
export function notFound(what: string): RefusalError {
  return new RefusalError({ code: "not_found", status: 404, message: `${what} not found`, type: "invalid_request_error" });
}

export function taken(param: string, message: string): RefusalError {
  return new RefusalError({ code: "already_exists", status: 409, message, param, type: "invalid_request_error" });
}

export function nothingKept(): RefusalError {
  const message = "this gateway has no database to store it in";
  return new RefusalError({ code: "database_unavailable", status: 503, message, type: "server_error" });
}
