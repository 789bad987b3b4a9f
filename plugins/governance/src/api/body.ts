/** Reads a body as its schema says, or says which field is wrong. */
import { type Exchange, RefusalError } from "@headgate/core";
import type { z } from "zod";
import { unknownFields } from "./unknown-fields.ts";

export interface Read<T> {
  readonly body: T;
  /** What was ignored. */
  readonly warnings: readonly string[];
}

/** Throws a RefusalError with status 400. An empty body is `{}` where `optional` says so. */
export function readBody<T>(x: Exchange, schema: z.ZodType<T>, optional = false): Read<T> {
  const raw = optional && x.body.size === 0 ? {} : parse(x);
  const { data, error } = schema.safeParse(raw);
  if (error) throw refusalOf(error.issues[0]!);
  return { body: data, warnings: unknownFields(raw, data).map((path) => `${path}: unknown field, ignored`) };
}

function parse(x: Exchange): unknown {
  let raw: unknown;
  try {
    raw = x.json();
  } catch {
    throw invalidJson();
  }
  if (typeof raw !== "object" || raw === null || Array.isArray(raw)) throw invalidJson();
  return raw;
}

function invalidJson(): RefusalError {
  const message = "Invalid JSON: expected one object";
  return new RefusalError({ code: "invalid_json", status: 400, message, type: "invalid_request_error" });
}

/** What a schema says in its own words, such as "Team name is required", stands alone. */
function refusalOf({ path, message }: z.core.$ZodIssue): RefusalError {
  const param = path.join(".");
  const missing = message.endsWith(" is required");
  const own = missing || message.includes(" cannot be ") || message.startsWith("At least one");
  return new RefusalError({
    code: missing ? "missing_required_parameter" : "invalid_value",
    status: 400,
    message: own ? message : `${param}: ${message.replace(/^Invalid input: /, "")}`,
    param,
    type: "invalid_request_error",
  });
}
