/** Google's JSON: each name can be in camel or snake case, and an unknown one is an error. */
import type { Whole } from "../../answer.ts";
import { isRecord, type Json } from "../../body.ts";
import { badField } from "../../dialects/gemini.ts";

/** The field by its camel case name, however it is written. */
export function pick(record: Json, name: string): unknown {
  return record[name] ?? record[snake(name)];
}

export function pickRecord(record: Json, name: string): Json {
  const value = pick(record, name);
  return isRecord(value) ? value : {};
}

/** The first name that the message at `path` does not have. */
export function unknownName(record: Json, known: readonly string[], path = ""): Whole | undefined {
  const name = Object.keys(record).find((one) => !known.includes(one) && !known.some((camel) => snake(camel) === one));
  if (name === undefined) return undefined;
  return badField(`Invalid JSON payload received. Unknown name "${name}"${path && ` at '${path}'`}: Cannot find field.`);
}

/** The first keyword of JSON Schema that Google's own Schema does not have. */
export function unknownKeyword(schema: unknown, path: string): Whole | undefined {
  if (!isRecord(schema)) return undefined;
  const own = unknownName(schema, schemaFields, path);
  if (own) return own;
  const properties = isRecord(schema.properties) ? Object.entries(schema.properties) : [];
  for (const [i, [, value]] of properties.entries()) {
    const inner = unknownKeyword(value, `${path}.properties[${i}].value`);
    if (inner) return inner;
  }
  for (const [i, choice] of (Array.isArray(schema.anyOf) ? schema.anyOf : []).entries()) {
    const inner = unknownKeyword(choice, `${path}.any_of[${i}]`);
    if (inner) return inner;
  }
  return unknownKeyword(schema.items, `${path}.items`);
}

const schemaFields: readonly string[] = (
  "type format title description nullable enum maxItems minItems properties required minProperties maxProperties " +
  "minLength maxLength pattern example anyOf propertyOrdering default items minimum maximum"
).split(" ");

function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
