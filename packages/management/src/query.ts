/** Reads a query as its schema says, or says which parameter is wrong. */
import { type Exchange, RefusalError } from "@headgate/core";
import type { z } from "zod";

/** Throws a RefusalError with status 400 for the first wrong parameter. Unknown parameters are ignored; empty ones count as absent. */
export function readQuery<T>({ query }: Exchange, schema: z.ZodType<T>): T {
  const given = valuesOf(query);
  const { data, error } = schema.safeParse(given);
  if (error) throw wrongParameter(error.issues[0]!, given);
  return data;
}

/** A parameter that is given more than once is a list, which no schema of a single value accepts. */
function valuesOf(query: string): Readonly<Record<string, string | readonly string[]>> {
  const values = new Map<string, string[]>();
  for (const [name, value] of new URLSearchParams(query)) {
    if (value === "") continue;
    const before = values.get(name);
    if (before) before.push(value);
    else values.set(name, [value]);
  }
  return Object.fromEntries([...values].map(([name, all]) => [name, all.length > 1 ? all : all[0]!]));
}

function wrongParameter({ path, message }: z.core.$ZodIssue, given: ReturnType<typeof valuesOf>): RefusalError {
  const param = String(path[0]);
  const found = given[param];
  const fault = found === undefined ? "is required" : typeof found === "string" ? unlike(message, found) : repeated;
  const type = "invalid_request_error";
  return new RefusalError({ code: "invalid_value", status: 400, message: `${param} ${fault}`, param, type });
}

const repeated = "is given more than once; expected one value";

/** A schema's message says what was expected, with or without that word. */
function unlike(message: string, found: string): string {
  return `is ${JSON.stringify(found.slice(0, 100))}; expected ${message.replace(/^.*?\bexpected /, "")}`;
}
