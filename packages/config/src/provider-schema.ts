/** The part of the schema that says where calls may go: a dialect, a base URL, keys, limits. */
import { z } from "zod";
import { caSchema, proxySchema, withHiddenProxy } from "./provider-network.ts";

export function milliseconds(standard: number, what: string): z.ZodDefault<z.ZodInt> {
  return z.int().min(1).default(standard).describe(what);
}

/** What belongs in a base URL. */
export const plainUrl = "an http or https URL without credentials, query or fragment";

const keySchema = z.strictObject({
  name: z.string().min(1).describe("What logs, headers and plugins call this key"),
  value: z.string().min(1).describe('The secret; better `"env.NAME"` or `"file.PATH"`'),
  weight: z
    .number()
    .min(0)
    .optional()
    .describe("Its share where keys are drawn by weight; 0: only when no other is left; default 1"),
  models: z.array(z.string().min(1)).min(1).optional().describe("Models it may be used for; absent: all"),
  concurrency: z.int().min(1).optional().describe("Calls at a time, over all replicas; absent: no limit"),
});

const headerName = z
  .string()
  .regex(/^[\w!#$%&'*+.^`|~-]+$/)
  .meta({ title: "a header name" });

const text = z.string().min(1);

const path = z
  .string()
  .regex(/^\/[^#]*$/)
  .meta({ title: "a path that begins with /" });

const json = z.unknown().refine(isJson).meta({ title: "a JSON value" });

const kinds = { title: '"aws-sigv4" or "google-oauth"' };

const signatureSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("aws-sigv4").meta(kinds),
    service: text.describe("As Amazon calls it, such as `bedrock`"),
    region: text.describe("Where it is, such as `us-east-1`"),
  }),
  z.strictObject({ kind: z.literal("google-oauth").meta(kinds) }),
]);

const writtenSchema = z.strictObject({
  use: text.optional().describe("A known provider, or a package that exports one; needless where it is called so"),
  options: z
    .record(
      text,
      z
        .string()
        .regex(/^[\w.-]+$/)
        .meta({ title: "a text of letters, digits, -, . and _" }),
    )
    .optional()
    .describe("What a known provider asks for, such as the `resource` of `azure`"),
  dialect: z.string().min(1).default("openai").describe("The wire format it speaks"),
  baseUrl: z
    .url({ protocol: /^https?$/ })
    .refine(isPlainUrl)
    .meta({ title: plainUrl })
    .optional()
    .describe("Where its API begins, such as `https://api.openai.com/v1`; a known provider has its own"),
  keys: z
    .array(keySchema)
    .superRefine(distinctKeys)
    .default([])
    .describe("Its keys, in the order they are tried; none for a local server"),
  models: z.array(z.string().min(1)).optional().describe("Models it serves; absent: any model under its prefix"),
  headers: z.record(headerName, z.string()).optional().describe("Extra headers for every call"),
  authorization: z
    .strictObject({
      header: headerName.describe("The header that carries a key, where it is not its dialect's"),
      scheme: text.optional().describe("What stands before the key, such as `Bearer`"),
    })
    .optional()
    .describe("How a key is sent, where it is not its dialect's way"),
  query: z.record(text, z.string()).optional().describe("Query of every call, such as `api-version`; no place for a secret"),
  paths: z
    .record(
      text,
      z
        .union([path, z.tuple([path, path])])
        .meta({ title: "a path that begins with /, or two: [of a whole answer, of a streamed one]" }),
    )
    .optional()
    .describe("Below the base URL, by operation, `*` for any other; `{path}` is the usual one, `{model}` the model"),
  operations: z
    .array(text)
    .min(1)
    .optional()
    .describe("What it serves: a conversation in another operation is carried as one of these; absent: all of its dialect"),
  rename: z
    .record(text, text.nullable())
    .optional()
    .describe(
      "Body fields that it knows by another name, such as `max_completion_tokens` by `max_tokens`; null: not at all, left out with a warning",
    ),
  members: z
    .record(text, json)
    .optional()
    .describe("Body members that are set to what stands here, or taken out where that is null"),
  headerMembers: z
    .record(headerName, z.union([text, z.null()]).meta({ title: "a name or null" }))
    .optional()
    .describe("Headers of its dialect that it does not take: the body member that has their list instead, or null for none"),
  signature: signatureSchema
    .meta({ title: '{ kind: "aws-sigv4", service, region } or { kind: "google-oauth" }' })
    .optional()
    .describe("How a key proves itself where a header that never changes is not enough"),
  framing: z
    .enum(["sse", "aws-event-stream"])
    .optional()
    .describe("Whether its streams are server-sent events as they are (`sse`, the default) or within Amazon's event stream"),
  passthrough: z
    .array(
      z
        .string()
        .regex(/^(?:\*|GET|POST|PUT|PATCH|DELETE) (?=\/)(?:\/[^\s/?#*]+)*(?:\/\*)?$/)
        .meta({ title: "a method or *, and a path, such as `GET /v1/files/*`" }),
    )
    .optional()
    .describe(
      "What clients may ask it directly: a method or `*`, and a path below its origin or as SDKs ask for what is stored (`/v1/files`); `*` at its end takes the rest",
    ),
  timeouts: z
    .strictObject({
      headersMs: milliseconds(300_000, "Until the response's head"),
      firstEventMs: milliseconds(120_000, "Until a stream's first event, of any kind"),
      idleMs: milliseconds(120_000, "Between two events of a stream"),
      totalMs: milliseconds(600_000, "For the whole answer"),
    })
    .prefault({})
    .describe("Four timers, in milliseconds; each cancels the call"),
  byok: z.boolean().default(false).describe("Whether clients may bring a key of their own, with `x-bf-direct-key: true`"),
  forwardRetryAfter: z.boolean().default(false).describe("Whether the provider's wait for a client's own key is passed on"),
  concurrency: z
    .int()
    .min(1)
    .default(128)
    .describe("Calls at a time from this process, each on a socket of its own; more wait, and their `headersMs` runs meanwhile"),
  proxy: proxySchema,
  ca: caSchema,
  allowPrivateNetwork: z.boolean().default(false).describe("Whether it may lie at a private or loopback address"),
  terminator: z.enum(["done", "none"]).default("done").describe("Whether its chat streams end with `[DONE]`"),
  streamUsage: z.boolean().default(true).describe("Whether streams are asked to end with their usage"),
});

export const providerSchema = writtenSchema.transform(withHiddenProxy);

export const providerName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]*$/i)
  .meta({ title: "a name of letters, digits, - and _" });

export const providersSchema = z
  .record(providerName, providerSchema)
  .default({})
  .describe("Places that answer, by the name that stands before the `/` of a model");

function isJson(value: unknown): boolean {
  try {
    return JSON.stringify(value) !== undefined;
  } catch {
    return false;
  }
}

function isPlainUrl(text: string): boolean {
  if (!URL.canParse(text)) return true; // told already
  const { username, password, search, hash } = new URL(text);
  return `${username}${password}${search}${hash}` === "";
}

function distinctKeys(keys: readonly { name: string; value: string }[], context: z.RefinementCtx): void {
  for (const part of ["name", "value"] as const) {
    for (const [i, key] of keys.entries()) {
      const first = keys.findIndex((other) => other[part] === key[part]);
      if (first >= i) continue;
      // Never the value itself: what is said here reaches the log.
      const found = `the ${part} of keys[${first}] again`;
      context.addIssue({ code: "custom", path: [i, part], params: { found }, message: `a ${part} of its own` });
    }
  }
}

/** One entry of `providers`, checked, with what is known of it filled in. */
export type ProviderConfig = Omit<z.output<typeof providerSchema>, "use" | "options" | "baseUrl"> & { readonly baseUrl: string };
