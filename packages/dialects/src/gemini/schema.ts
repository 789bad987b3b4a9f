/** Google's subset of OpenAPI schemas, as JSON schema: types in capitals, `nullable`, numbers in strings. */
import { asRecord, isRecord, unreadable } from "../canonical/expect.ts";
import { asListOrOne, camelCase } from "./lenient.ts";

export type Schema = Readonly<Record<string, unknown>>;

/** Deeper ones are refused. */
const DEEPEST = 100;

export function jsonSchema(value: unknown, field: string, depth = 0): Schema {
  if (depth > DEEPEST) throw unreadable(field, undefined, `a schema of at most ${DEEPEST} levels`);
  const from = asRecord(value, field);
  const out: [string, unknown][] = [];
  let nullable = false;
  let order: readonly unknown[] | undefined;
  for (const written of Object.keys(from)) {
    const it = from[written];
    const at = `${field}.${written}`;
    if (it === undefined || it === null) continue;
    const name = camelCase(written);
    if (name === "nullable") nullable = it === true;
    else if (name === "propertyOrdering") order = Array.isArray(it) ? it : undefined;
    else if (name === "type") out.push(...typeOf(it));
    else if (name === "properties" || name === "$defs" || name === "defs") {
      out.push([name === "defs" ? "$defs" : name, each(it, at, depth)]);
    } else if (lists.has(name)) out.push([name, asListOrOne(it, at).map((one, i) => jsonSchema(one, `${at}.${i}`, depth + 1))]);
    else if (name === "items" || name === "additionalProperties") {
      out.push([name, isRecord(it) ? jsonSchema(it, at, depth + 1) : it]);
    } else if (name === "ref") out.push(["$ref", typeof it === "string" ? it.replace("#/defs/", "#/$defs/") : it]);
    else if (name === "example") out.push(["examples", [it]]);
    else if (name === "format" && it === "enum") continue;
    else out.push(counts.has(name) ? [name, counted(it)] : [written, it]);
  }
  const schema = Object.fromEntries(out);
  if (order && isRecord(schema["properties"])) schema["properties"] = ordered(schema["properties"], order);
  return nullable ? orNull(schema) : schema;
}

const lists = new Set(["anyOf", "oneOf", "allOf", "prefixItems"]);
const counts = new Set(["minItems", "maxItems", "minLength", "maxLength", "minProperties", "maxProperties"]);

/** Google writes 64-bit integers as strings. */
function counted(value: unknown): unknown {
  return typeof value === "string" && /^\d{1,15}$/.test(value) ? Number(value) : value;
}

function typeOf(value: unknown): readonly [string, unknown][] {
  if (Array.isArray(value)) return [["type", value.map((one: unknown) => (typeof one === "string" ? one.toLowerCase() : one))]];
  if (typeof value !== "string") return [["type", value]];
  return value === "TYPE_UNSPECIFIED" ? [] : [["type", value.toLowerCase()]];
}

function each(value: unknown, field: string, depth: number): Schema {
  const from = asRecord(value, field);
  return Object.fromEntries(Object.keys(from).map((name) => [name, jsonSchema(from[name], `${field}.${name}`, depth + 1)]));
}

function ordered(properties: Schema, order: readonly unknown[]): Schema {
  const first = order.filter((name): name is string => typeof name === "string" && Object.hasOwn(properties, name));
  return Object.fromEntries([...new Set([...first, ...Object.keys(properties)])].map((name) => [name, properties[name]]));
}

function orNull(schema: Record<string, unknown>): Schema {
  const { type, anyOf, enum: values } = schema;
  if (Array.isArray(anyOf) && type === undefined) return { ...schema, anyOf: [...anyOf, { type: "null" }] };
  if (typeof type !== "string") return schema;
  return { ...schema, type: [type, "null"], ...(Array.isArray(values) ? { enum: [...values, null] } : {}) };
}
