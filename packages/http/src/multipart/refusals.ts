/** What the edge refuses in forms. */
import { type Refusal, refuse } from "@headgate/core";
import type { FormFault } from "@headgate/wire";

export function badForm({ what, part, at, tooLarge }: FormFault): Refusal {
  const where = part === 0 ? "the form" : `part ${part} of the form`;
  const message = `${where} ${what} (at byte ${at})`;
  return tooLarge ? form("request_too_large", 413, message) : form("invalid_multipart", 400, message);
}

export function noBoundary(type: string | undefined): Refusal {
  const found = JSON.stringify(type);
  return form("invalid_multipart", 400, `content-type is ${found}; expected multipart/form-data with one plain boundary`);
}

/** For JSON where a form is expected; `also`: JSON would be accepted too. */
export function noForm(type: string | undefined, also: boolean): Refusal {
  const found = type === undefined ? "absent" : JSON.stringify(type);
  const message = `content-type is ${found}; expected multipart/form-data${also ? " or application/json" : ""}`;
  return form("unsupported_media_type", 415, message);
}

export function twice(param: string): Refusal {
  return { ...form("invalid_multipart", 400, `${param} appears twice in the form; expected it once`), param };
}

export function noText(param: string): Refusal {
  return { ...form("invalid_value", 400, `${param} is a file; expected text`), param };
}

export const noRoom: Refusal = {
  ...form("insufficient_storage", 507, "the gateway has no room for this upload"),
  type: "server_error",
};

function form(code: string, status: number, message: string): Refusal {
  return refuse({ code, status, message, by: "gateway", type: "invalid_request_error" });
}
