/** What a client sent and no schema knows: ignored, but not in silence. */
import { z } from "zod";

/** So many at most, for an answer is not for repeating a body. */
const most = 20;

/** Paths such as `network_config.colour` and `keys.0.colour`. */
export function unknownFields(raw: object, schema: z.ZodType): readonly string[] {
  const found: string[] = [];
  collect(raw, schema, "", found);
  return found;
}

function collect(raw: unknown, schema: z.ZodType, path: string, found: string[]): void {
  const known = bare(schema);
  if (Array.isArray(raw) && known instanceof z.ZodArray) {
    for (const [i, each] of (raw as unknown[]).entries()) collect(each, known.element as z.ZodType, `${path}${i}.`, found);
  }
  if (typeof raw !== "object" || raw === null || !(known instanceof z.ZodObject)) return;
  for (const [name, value] of Object.entries(raw)) {
    if (found.length >= most) return;
    const at = path + name.slice(0, 100);
    if (Object.hasOwn(known.shape, name)) collect(value, known.shape[name] as z.ZodType, `${at}.`, found);
    else found.push(at);
  }
}

function bare(schema: z.ZodType): z.ZodType {
  return schema instanceof z.ZodOptional || schema instanceof z.ZodNullable ? bare(schema.unwrap() as z.ZodType) : schema;
}
