/** What the write routes accept: Bifrost's names where they mean the same, else those of the config file. Values are checked by whoever stores them. */
import { z } from "zod";

const text = z.string();
const number = z.number();
const flag = z.boolean();

/** A key. `id`, `key_id`, `owner` and `provider` are accepted and ignored, so that an answer can be sent back. */
export const keyBody: z.ZodObject = z.object({
  name: text.describe("Also its id; required to create a key, and never changed"),
  value: z
    .union([text, z.object({ value: text.optional(), env_var: text.optional(), from_env: flag.optional() })])
    .optional()
    .describe('The secret or "env.NAME"; its mask, or no value, keeps what is stored'),
  models: z.array(text).optional().describe('Models it can be used for; `[]` or `["*"]`: all'),
  weight: number.optional().describe("Its share when keys are drawn by weight"),
  concurrency: number.nullable().optional().describe("Calls at a time; null: no limit"),
  enabled: flag.optional().describe("Whether it is used"),
  id: text.optional(),
  key_id: text.optional(),
  owner: text.optional(),
  provider: text.optional(),
});

/** A provider. `origin`, `owner` and `provider_status` are accepted and ignored, so that an answer can be sent back. */
export const providerBody: z.ZodObject = z.object({
  provider: text.optional().describe("Its name"),
  name: text.optional().describe("The same"),
  keys: z.array(keyBody).optional().describe("Its keys; if absent in a PUT, they stay"),
  network_config: z
    .object({
      base_url: text.describe("The URL under which its API lies"),
      extra_headers: z.record(text, text).optional().describe('Sent with every call; each value is a secret or "env.NAME"'),
      default_request_timeout_in_seconds: number.optional().describe("For the whole answer"),
      allow_private_network: flag.optional().describe("Whether it may be at a private or loopback address"),
      ca_cert_pem: text.optional().describe("Certificate authorities that are trusted besides the usual ones, in PEM"),
    })
    .optional(),
  proxy_config: z
    .object({
      type: text.optional().describe('"http", the default, or "none"'),
      url: text.optional().describe("An http or https URL of a host and its port"),
      username: text.optional(),
      password: text.optional().describe("Stored encrypted, in the header `proxy-authorization`, and shown masked there"),
    })
    .optional()
    .describe("A proxy that every call goes through by CONNECT"),
  concurrency_and_buffer_size: z
    .object({ concurrency: number.optional().describe("Calls at a time from each process") })
    .optional(),
  custom_provider_config: z.object({ base_provider_type: text.optional().describe("The same as dialect") }).optional(),
  dialect: text.optional().describe("The wire format it speaks"),
  models: z.array(text).optional().describe("Models it serves; absent: any under its prefix"),
  timeouts: z.object({ headersMs: number.optional(), firstEventMs: number.optional(), idleMs: number.optional() }).optional(),
  byok: flag.optional(),
  forwardRetryAfter: flag.optional(),
  terminator: text.optional(),
  streamUsage: flag.optional(),
  origin: text.optional(),
  owner: text.optional(),
  provider_status: text.optional(),
});

/** A schema with the same names and any values. */
export function namesOf(schema: z.ZodType): z.ZodType {
  if (schema instanceof z.ZodOptional) return namesOf(schema.unwrap() as z.ZodType).optional();
  if (schema instanceof z.ZodArray) return z.union([z.array(namesOf(schema.element as z.ZodType)), z.unknown()]);
  if (!(schema instanceof z.ZodObject)) return z.unknown().optional();
  const fields = Object.entries(schema.shape).map(([name, field]) => [name, namesOf(field as z.ZodType)] as const);
  return z.union([z.object(Object.fromEntries(fields)), z.unknown()]);
}
