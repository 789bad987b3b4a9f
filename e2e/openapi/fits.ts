/** Holds an answer of the wire against what the document says of it. */
import { z } from "zod";
import type { Answer, Document, Json, Operation } from "./scene.ts";

/** What is wrong with it; undefined: nothing. A status that only `default` covers is wrong. */
export function misfit({ status, text }: Answer, { responses }: Operation, { components }: Document): string | undefined {
  const listed = responses[status] ?? responses[`${String(status)[0]}XX`];
  if (!listed) return `${status} is not among ${Object.keys(responses).join(", ")}: ${text}`;
  const response = (listed.$ref ? components.responses[listed.$ref.split("/").at(-1)!] : listed) as typeof listed;
  const schema = response.content?.["application/json"]?.schema;
  if (!schema) return undefined;
  const { error } = parserOf(schema, components.schemas).safeParse(JSON.parse(text));
  return error && `${status} ${text} does not fit: ${z.prettifyError(error)}`;
}

function parserOf(schema: Json, schemas: Document["components"]["schemas"]): z.ZodType {
  const whole = JSON.stringify({ ...schema, $defs: schemas }).replaceAll("#/components/schemas/", "#/$defs/");
  return z.fromJSONSchema(JSON.parse(whole) as Parameters<typeof z.fromJSONSchema>[0]);
}
