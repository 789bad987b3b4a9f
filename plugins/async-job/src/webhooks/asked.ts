/** Reads what is asked of these routes as the schemas say, or says which field is wrong. */
import type { Exchange, RefusalError } from "@headgate/core";
import { z } from "zod";
import { readOnly } from "./draft.ts";
import { invalid } from "./refusals.ts";

export interface Read<T> {
  readonly body: T;
  /** What was ignored. */
  readonly warnings: readonly string[];
}

/** Throws a RefusalError with status 400. No body at all is `{}`, for a schema that is content with it. */
export function readBody<T>(x: Exchange, schema: z.ZodType<T>): Read<T> {
  const raw = x.body.size === 0 ? {} : parse(x);
  const { data, error } = schema.safeParse(raw);
  if (error) throw wrongField(error.issues[0]!);
  const unknown = unknownFields(raw, data).filter((path) => !readOnly.includes(path));
  return { body: data, warnings: unknown.slice(0, 20).map((path) => `${path}: unknown field, ignored`) };
}

/** Throws a RefusalError with status 400. Parameters that are not known are ignored. */
export function readQuery<T>({ query }: Exchange, schema: z.ZodType<T>): T {
  const given = [...new URLSearchParams(query)].filter(([, value]) => value !== "");
  const { data, error } = schema.safeParse(Object.fromEntries(given));
  if (error) throw wrongField(error.issues[0]!);
  return data;
}

export interface Page {
  readonly limit: number;
  readonly offset: number;
}

const number = (least: number, most: number, otherwise: number): z.ZodType<number> =>
  z
    .string()
    .regex(/^\d{1,9}$/, `expected a whole number from ${least} to ${most}`)
    .transform(Number)
    .pipe(z.int().min(least).max(most))
    .default(otherwise);

export const page: { readonly limit: z.ZodType<number>; readonly offset: z.ZodType<number> } = {
  limit: number(1, 1000, 100).describe("How many."),
  offset: number(0, 999_999_999, 0).describe("How many to leave out."),
};

export const text: z.ZodType<string | undefined> = z.string().max(255).optional();

/** The segment after `/api/webhooks/`, or after that; what is no id is only not found. */
export function segment({ path }: Exchange, at: 0 | 1): string {
  return path.split("/")[3 + at] ?? "";
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
  return invalid("body", "Invalid JSON: expected one object", "invalid_json");
}

/** What a schema says in its own words, such as "name is required", stands alone. */
function wrongField({ path, message }: z.core.$ZodIssue): RefusalError {
  const param = path.join(".").slice(0, 200);
  const own = message.startsWith(`${param} is required`);
  const said = own ? message : `${param}: ${message.replace(/^Invalid input: /, "")}`;
  return invalid(param, said, own ? "missing_required_parameter" : "invalid_value");
}

/** Paths such as `headers.x-a.colour`, of what was sent and not kept. */
function unknownFields(raw: unknown, kept: unknown, path = ""): readonly string[] {
  if (!isObject(raw) || !isObject(kept)) return [];
  return Object.entries(raw).flatMap(([name, value]) => {
    const at = path + name.slice(0, 100);
    return Object.hasOwn(kept, name) ? unknownFields(value, (kept as Record<string, unknown>)[name], `${at}.`) : [at];
  });
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
