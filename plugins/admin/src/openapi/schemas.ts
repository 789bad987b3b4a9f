/** Turns zod schemas into the JSON schemas of one document, which keeps those with an id, and recursive ones, in one place. */
import { z } from "zod";

export type Json = Readonly<Record<string, unknown>>;

export interface Schemas {
  /** `{}`, which accepts anything, for what JSON schema cannot express. `name` must be unique to this schema. */
  of(schema: z.ZodType, io: "input" | "output", name: string): Json;
  /** Whether the schema also accepts a missing value. */
  isOptional(schema: z.ZodType): boolean;
  /** Follows a reference to the schema itself. */
  resolve(schema: Json): Json;
  /** By name. */
  components(): Readonly<Record<string, Json>>;
}

export function createSchemas(): Schemas {
  const components = new Map<string, Json>();
  return {
    of(schema, io, name) {
      const { $schema: _, $defs = {}, ...own } = toJsonSchema(schema, io);
      const parts: readonly (readonly [string, Json])[] = Object.entries($defs as Readonly<Record<string, Json>>);
      const [found, root] = named(parts, own, name, components);
      for (const [component, part] of found) components.set(component, part);
      return root;
    },
    isOptional: (schema) => !toJsonSchema(z.object({ schema }), "input")["required"],
    resolve(schema) {
      const { $ref } = schema;
      return (typeof $ref === "string" && components.get($ref.slice(prefix.length))) || schema;
    },
    components: () => Object.fromEntries(components),
  };
}

const prefix = "#/components/schemas/";

/** Keeps the parts' own names, unless one of them already means something else. */
function named(
  parts: readonly (readonly [string, Json])[],
  own: Json,
  name: string,
  components: ReadonlyMap<string, Json>,
): readonly [readonly (readonly [string, Json])[], Json] {
  const put = (called: (part: string) => string): ReturnType<typeof named> => {
    const places = new Map(parts.map(([part]) => [`#/$defs/${part}`, prefix + called(part)]));
    const whole = referring(own, places.set("#", prefix + name));
    const placed = parts.map(([part, json]) => [called(part), referring(json, places)] as const);
    // A schema that refers to itself as a whole needs a place too.
    if (!JSON.stringify([own, parts]).includes('"$ref":"#"')) return [placed, whole];
    return [[...placed, [name, whole]], { $ref: prefix + name }];
  };
  const found = put((part) => (/^[a-zA-Z][\w.-]*$/.test(part) ? part : `${name}.${part.replace(/[^\w.-]/g, "_")}`));
  const isFree = ([component, json]: readonly [string, Json]): boolean => {
    const other = components.get(component);
    return !other || JSON.stringify(other) === JSON.stringify(json);
  };
  return found[0].every(isFree) ? found : put((part) => `${name}.${part.replace(/[^\w.-]/g, "_")}`);
}

function referring(json: Json, places: ReadonlyMap<string, string>): Json {
  const replaced = JSON.stringify(json).replace(/"\$ref":"([^"]+)"/g, (all, at: string) => {
    const place = places.get(at);
    return place === undefined ? all : `"$ref":"${place}"`;
  });
  return JSON.parse(replaced) as Json;
}

function toJsonSchema(schema: z.ZodType, io: "input" | "output"): Json {
  try {
    return z.toJSONSchema(schema, { target: "draft-2020-12", io, unrepresentable: "any", override: withoutNoise });
  } catch {
    // Another plugin's schema, perhaps from another version of zod: the rest of the document does not depend on it.
    return {};
  }
}

/** Leaves out what goes without saying: the bounds of JSON's integers, and the pattern of a time. */
function withoutNoise({ jsonSchema }: { readonly jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  if (jsonSchema.format === "date-time" || jsonSchema.format === "date") delete jsonSchema.pattern;
}
