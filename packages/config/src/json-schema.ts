/** The schema as JSON schema, draft 2020-12: for editors, for the docs table, and for the words of an error. */
import { z } from "zod";
import type { JsonSchema } from "./expected.ts";
import { configSchema } from "./schema.ts";

/** What a config file may say. Plugins that are not JSON (a factory's result, in TypeScript) are left out. */
export function jsonSchema(): object {
  return toJsonSchema(configSchema);
}

/** Throws for a schema that JSON schema cannot express at all. */
export function toJsonSchema(schema: z.ZodType): JsonSchema {
  return z.toJSONSchema(schema, {
    io: "input",
    unrepresentable: "any",
    override({ jsonSchema }) {
      const { anyOf } = jsonSchema;
      if (anyOf) jsonSchema.anyOf = anyOf.filter((branch) => Object.keys(branch).length > 0);
      // A bare integer is bounded by what JSON can represent; that need not be said.
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
    },
  }) as JsonSchema;
}
