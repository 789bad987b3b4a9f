/** The schema of a known provider, for the gateway's catalogue and for third-party packages alike. */
import { z } from "zod";

const text = z.string().min(1);
const texts = z.record(text, z.string()).optional();

/** The fields left out here (title, docs, variables) are for people. */
export const knownSchema = z.object({
  name: text,
  dialect: text,
  baseUrl: text,
  options: z.record(text, z.object({ about: text, default: text.optional(), baseUrls: texts })).optional(),
  key: z.object({ authorization: z.object({ header: text, scheme: text.optional() }).optional() }),
  operations: z.array(text).min(1),
  quirks: z
    .strictObject({
      terminator: z.enum(["done", "none"]).optional(),
      streamUsage: z.boolean().optional(),
      headers: texts,
      query: texts,
      paths: z.record(text, z.union([text, z.tuple([text, text])])).optional(),
      rename: z.record(text, text.nullable()).optional(),
      members: z.record(text, z.unknown()).optional(),
      headerMembers: z.record(text, text.nullable()).optional(),
      signature: z
        .union([
          z.strictObject({ kind: z.literal("aws-sigv4"), service: text, region: text }),
          z.strictObject({ kind: z.literal("google-oauth") }),
        ])
        .optional(),
      framing: z.enum(["sse", "aws-event-stream"]).optional(),
      allowPrivateNetwork: z.boolean().optional(),
    })
    .optional(),
});

/** One provider, as in `@headgate/providers`. */
export type Known = DeepReadonly<z.output<typeof knownSchema>>;

/** The first of several with the same name counts. */
export type Catalogue = readonly Known[];

type DeepReadonly<T> = T extends readonly (infer U)[]
  ? readonly DeepReadonly<U>[]
  : T extends object
    ? { readonly [K in keyof T]: DeepReadonly<T[K]> }
    : T;
