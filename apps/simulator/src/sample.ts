/** Small values that satisfy a JSON schema, for structured answers and tool arguments. */
import { isRecord } from "./body.ts";

/** One example of what `schema` describes; `said` fills its strings. Eight levels deep at most. */
export function sample(schema: unknown, said: string, depth = 0): unknown {
  if (!isRecord(schema) || depth > 8) return null;
  if ("const" in schema) return schema.const;
  if (Array.isArray(schema.enum) && schema.enum.length > 0) return schema.enum[0];
  const choices: unknown = schema.anyOf ?? schema.oneOf;
  if (Array.isArray(choices)) return sample(choices[0], said, depth + 1);
  const type: unknown = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  // Gemini writes types in capitals.
  const known = typeof type === "string" ? type.toLowerCase() : undefined;
  switch (known ?? (isRecord(schema.properties) ? "object" : undefined)) {
    case "string":
      return said;
    case "integer":
    case "number":
      return typeof schema.minimum === "number" ? schema.minimum : 1;
    case "boolean":
      return true;
    case "array":
      return [sample(schema.items, said, depth + 1)];
    case "object":
      return object(schema.properties, said, depth);
    default:
      return null;
  }
}

function object(properties: unknown, said: string, depth: number): object {
  const entries = isRecord(properties) ? Object.entries(properties) : [];
  return Object.fromEntries(entries.map(([name, schema]) => [name, sample(schema, said, depth + 1)]));
}
