/** What the writing routes take: Bifrost's names where they mean the same, else those of the config file. Values are judged by who keeps them. */
import { z } from "zod";

const text = z.string();
const number = z.number();
const flag = z.boolean();

/** A key; `id`, `owner` and `provider` may be sent back as they were answered. */
export const keyBody: z.ZodObject = z.object({
  name: text.describe("Its id too; needed to make one, never changed"),
  value: z
    .union([text, z.object({ value: text.optional(), env_var: text.optional(), from_env: flag.optional() })])
    .optional()
    .describe('The secret or "env.NAME"; its mask, or nothing, keeps what is stored'),
  models: z.array(text).optional().describe('Models it may be used for; `[]` or `["*"]`: all'),
  weight: number.optional().describe("Its share where keys are drawn by weight"),
  concurrency: number.nullable().optional().describe("Calls at a time; null: no limit"),
  enabled: flag.optional().describe("false takes it out"),
  id: text.optional(),
  key_id: text.optional(),
  owner: text.optional(),
  provider: text.optional(),
});

/** A provider; `name`, `origin`, `owner` and `provider_status` may be sent back as they were answered. */
export const providerBody: z.ZodObject = z.object({
  provider: text.optional().describe("Its name"),
  name: text.optional().describe("The same"),
  keys: z.array(keyBody).optional().describe("Its keys; absent in PUT: they stay"),
  network_config: z
    .object({
      base_url: text.describe("Where its API begins"),
      extra_headers: z.record(text, text).optional().describe('For every call; each value a secret or "env.NAME"'),
      default_request_timeout_in_seconds: number.optional().describe("For the whole answer"),
      allow_private_network: flag.optional().describe("Whether it may lie at a private or loopback address"),
    })
    .optional(),
  concurrency_and_buffer_size: z.object({ concurrency: number.optional().describe("Sockets at most") }).optional(),
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
