/** Why an endpoint is not created, notified or tested. */
import { type Refusal, refuse, RefusalError } from "@headgate/core";

export function invalid(param: string, message: string, code = "invalid_value"): RefusalError {
  return new RefusalError({ code, status: 400, message, param, type: "invalid_request_error" });
}

export function endpointNotFound(): RefusalError {
  return notFound("webhook endpoint not found");
}

export function deliveryNotFound(): RefusalError {
  return notFound("webhook delivery not found");
}

export function nameTaken(name: string): RefusalError {
  const message = `a webhook endpoint named ${quoted(name)} exists already`;
  return new RefusalError({ code: "already_exists", status: 409, message, param: "name", type: "invalid_request_error" });
}

export function underWay(): RefusalError {
  const message = "this webhook is being delivered right now: ask again when the attempt is over";
  return new RefusalError({ code: "delivery_under_way", status: 409, message, type: "invalid_request_error" });
}

export function disabled(name: string): RefusalError {
  return new RefusalError(disabledRefusal(name));
}

/** For a submit, too. */
export function disabledRefusal(name: string): Refusal {
  const message = `the webhook endpoint ${quoted(name)} is disabled`;
  return refuse({ code: "webhook_disabled", status: 400, message, type: "invalid_request_error" });
}

export function unknownRefusal(name: string): Refusal {
  const message = `there is no webhook endpoint named ${quoted(name)}: create it with POST /api/webhooks`;
  return refuse({ code: "webhook_not_found", status: 400, message, type: "invalid_request_error", param: "x-bf-async-webhook" });
}

export function noEncryptionKey(): RefusalError {
  const message =
    "a webhook endpoint has secrets, and those are stored encrypted or not at all: set encryptionKey in the options of @headgate/plugin-async-job";
  return new RefusalError({ code: "encryption_key_required", status: 400, message, type: "invalid_request_error" });
}

export function unreadable(): RefusalError {
  const message =
    "what is stored of this webhook endpoint was encrypted with another encryptionKey: rotate its secret and send the values of all its headers";
  return new RefusalError({ code: "secret_unreadable", status: 409, message, type: "invalid_request_error" });
}

function notFound(message: string): RefusalError {
  return new RefusalError({ code: "not_found", status: 404, message, type: "invalid_request_error" });
}

function quoted(name: string): string {
  return JSON.stringify(name.slice(0, 80));
}
