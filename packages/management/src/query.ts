/** Reads a query as its schema says, or says which parameter is wrong. */
import type { Exchange } from "@headgate/core";
import type { z } from "zod";
import { wrongField } from "./fault.ts";

/** Throws a RefusalError with status 400. Parameters that are not known are ignored; empty ones count as absent. */
export function readQuery<T>({ query }: Exchange, schema: z.ZodType<T>): T {
  const given = [...new URLSearchParams(query)].filter(([, value]) => value !== "");
  const { data, error } = schema.safeParse(Object.fromEntries(given));
  if (error) throw wrongField(error.issues[0]!);
  return data;
}
