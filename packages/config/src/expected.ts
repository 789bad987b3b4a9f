/** Describes what a schema expects at some place: which words, numbers and keys. It reads JSON schema, so it works for any plugin. */
import { boundsOf, lengthOf, type NumberBounds } from "./bounds.ts";
import type { Path } from "./path.ts";

export interface JsonSchema extends NumberBounds {
  readonly title?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly format?: string;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly propertyNames?: JsonSchema;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly items?: JsonSchema | boolean;
  readonly prefixItems?: readonly JsonSchema[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
}

/** Every schema that may apply at this place; several where alternatives do. */
export function schemasAt(root: JsonSchema, path: Path): readonly JsonSchema[] {
  return path.reduce<readonly JsonSchema[]>(
    (schemas, part) => schemas.flatMap((schema) => step(schema, part)),
    alternatives(root),
  );
}

/** The known keys at this place. */
export function keysAt(root: JsonSchema, path: Path): readonly string[] {
  return schemasAt(root, path).flatMap(({ properties }) => Object.keys(properties ?? {}));
}

/** The literals allowed at this place. */
export function wordsAt(root: JsonSchema, path: Path): readonly string[] {
  return schemasAt(root, path)
    .flatMap((schema) => schema.enum ?? [schema.const])
    .filter((word) => typeof word === "string");
}

/** "an integer from 0 to 65535"; "" where the schema does not say. */
export function phrase(schema: JsonSchema): string {
  if (schema.title !== undefined) return schema.title;
  const branches = schema.anyOf ?? schema.oneOf;
  if (branches) return [...new Set(branches.map(phrase).filter(Boolean))].join(" or ");
  if ("const" in schema) return JSON.stringify(schema.const);
  if (schema.enum) return `one of ${schema.enum.map((word) => JSON.stringify(word)).join(", ")}`;
  if (schema.type === "integer") return `an integer${boundsOf(schema)}`;
  if (schema.type === "number") return `a number${boundsOf(schema)}`;
  if (schema.type === "array") return list(schema);
  if (schema.type === "object") return "an object";
  if (schema.type === "boolean") return "true or false";
  if (schema.format === "uri") return "a URL";
  if (schema.pattern !== undefined) return `${text(schema)} that matches /${schema.pattern}/`;
  if (schema.type === "string") return text(schema);
  return schema.type ?? "";
}

function alternatives(schema: JsonSchema): readonly JsonSchema[] {
  const branches = schema.anyOf ?? schema.oneOf ?? schema.allOf;
  return branches ? [schema, ...branches.flatMap(alternatives)] : [schema];
}

function step(schema: JsonSchema, part: PropertyKey): readonly JsonSchema[] {
  const { properties = {}, additionalProperties, prefixItems = [], items } = schema;
  const next =
    typeof part === "number"
      ? (prefixItems[part] ?? items)
      : Object.hasOwn(properties, part)
        ? properties[String(part)]
        : additionalProperties;
  return typeof next === "object" ? alternatives(next) : [];
}

function list({ minItems, maxItems }: JsonSchema): string {
  if (minItems === 1 && maxItems === undefined) return "a non-empty list";
  return `a list${lengthOf("item", minItems, maxItems)}`;
}

function text({ minLength, maxLength }: JsonSchema): string {
  if (minLength === 1 && maxLength === undefined) return "a non-empty string";
  return `a string${lengthOf("character", minLength, maxLength)}`;
}
