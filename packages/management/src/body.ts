/** Reads a body as its schema says, or says which field is wrong. */
import { type Exchange, RefusalError } from "@headgate/core";
import type { z } from "zod";
import { wrongField } from "./fault.ts";
import { unknownFields } from "./unknown-fields.ts";

export interface Read<T> {
  readonly body: T;
  /** What was ignored. */
  readonly warnings: readonly string[];
}

export interface BodyOptions {
  /** A missing body counts as `{}`. */
  readonly optional?: boolean;
  /** Fields of answers that no write takes: a client may send them back unchanged. */
  readonly readOnly?: readonly string[];
}

/** Throws a RefusalError with status 400 for the first wrong field. Unknown fields are ignored, but named in the warnings. */
export function readBody<T>(x: Exchange, schema: z.ZodType<T>, options: BodyOptions = {}): Read<T> {
  const { optional = false, readOnly = [] } = options;
  const raw = optional && x.body.size === 0 ? {} : parse(x);
  const { data, error } = schema.safeParse(raw);
  if (error) throw wrongField(error.issues[0]!);
  const unknown = unknownFields(raw, data, readOnly);
  return { body: data, warnings: unknown.map((path) => `${path}: unknown field, ignored`) };
}

function parse(x: Exchange): object {
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
