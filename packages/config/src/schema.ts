/** The one schema: it checks the file and provides the types, the JSON schema for editors and the docs table. */
import type { PluginUse } from "@headgate/core";
import { z } from "zod";
import { milliseconds, type ProviderConfig, providersSchema } from "./provider-schema.ts";

const serverSchema = z
  .strictObject({
    port: z.int().min(0).max(65_535).default(8080).describe("Port to listen on; 0 picks a free one"),
    host: z.string().min(1).default("127.0.0.1").describe("Address to listen on; `0.0.0.0` for every interface"),
    bodyLimitBytes: z.int().min(1).default(33_554_432).describe("Largest request body (32 MiB); a larger one gets a 413"),
    uploadLimitBytes: z
      .int()
      .min(1)
      .default(536_870_912)
      .describe("Largest multipart form (512 MiB), kept in a file; a larger one gets a 413"),
    uploadFolder: z
      .string()
      .min(1)
      .optional()
      .describe("Where forms above 64 KiB are kept while they wait; absent: the system's temporary folder"),
    uploadFolderLimitBytes: z
      .int()
      .min(1)
      .default(4_294_967_296)
      .describe("Largest total size of the forms in that folder (4 GiB); beyond it, a 507"),
    headersLimitBytes: z.int().min(1024).default(16_384).describe("Largest request head (16 KiB); a larger one gets a 431"),
    drainMs: z.int().min(0).default(10_000).describe("How long running requests may take to finish after SIGTERM"),
    cors: z
      .strictObject({
        origins: z.array(z.string().min(1)).min(1).describe('Origins from which browsers may call; `"*"` for any'),
      })
      .optional()
      .describe("Absent: no CORS headers"),
    encryptionKey: z
      .string()
      .min(16)
      .meta({ title: "a string of at least 16 characters" })
      .optional()
      .describe('Encrypts provider keys that are stored by API; better written as `"env.NAME"` or `"file.PATH"`'),
  })
  .prefault({})
  .describe("Where the gateway listens; a change needs a restart");

const streamsSchema = z
  .strictObject({
    holdMs: milliseconds(10_000, "How long a stream may go without meaningful content before the gateway commits to it"),
    eventBytes: z.int().min(1024).default(16_777_216).describe("Largest single event of a stream (16 MiB)"),
    bufferBytes: z.int().min(1024).default(262_144).describe("How much is buffered for a client that stops reading (256 KiB)"),
    resume: z
      .boolean()
      .default(false)
      .describe("Whether another target may continue a text that broke off, if it begins with the same words"),
  })
  .prefault({})
  .describe("How streamed answers are held and buffered");

const stateSchema = z
  .strictObject({
    folder: z.string().min(1).default(".headgate").describe("Where the embedded store and database keep their files"),
    redisUrl: z
      .url({ protocol: /^rediss?$/ })
      .meta({ title: "a redis or rediss URL" })
      .optional()
      .describe("Redis for counters, leases and sessions, shared by replicas; absent: in memory"),
    postgresUrl: z
      .url({ protocol: /^postgres(?:ql)?$/ })
      .meta({ title: "a postgres URL" })
      .optional()
      .describe("PostgreSQL for everything that must survive, shared by replicas; absent: SQLite in the folder"),
  })
  .prefault({})
  .describe("Where state is kept; a change needs a restart");

const target = z
  .string()
  .regex(/^[^/]+\/.+$/)
  .meta({ title: '"provider/model"' });

const pluginName = z.string().min(1).meta({ title: "a plugin name" });

const pluginUse = z.custom<PluginUse>(
  (value) => typeof (value as Partial<PluginUse> | null)?.spec?.setup === "function",
  "a plugin, as its factory returns it",
);

const pluginEntry = z
  .union([
    pluginName,
    z.tuple([
      pluginName,
      z.unknown().optional(),
      z
        .strictObject({
          as: z.string().min(1).optional().describe("A different name, to use the same plugin twice"),
          onError: z.enum(["closed", "open"]).optional().describe("Whether a hook that fails stops the request"),
          deadlineMs: z.int().min(1).optional().describe("Time limit for each asynchronous hook; default 5000"),
        })
        .optional(),
    ]),
    pluginUse,
  ])
  .meta({ title: "a plugin name, [name, options, { as, onError, deadlineMs }] or a plugin" });

export const configSchema = z
  .strictObject({
    $schema: z.string().optional().describe("The JSON schema, for editors; otherwise ignored"),
    server: serverSchema,
    providers: providersSchema,
    models: z
      .record(z.string().min(1), z.array(target).min(1))
      .default({})
      .describe("Aliases, each with its targets (`provider/model`) in the order they are tried"),
    plugins: z
      .array(pluginEntry)
      .default([])
      .describe("Plugins that requests pass through, outermost first; the list alone decides the order"),
    streams: streamsSchema,
    state: stateSchema,
    log: z
      .strictObject({
        level: z
          .enum(["trace", "debug", "info", "warn", "error", "silent"])
          .default("info")
          .describe("Lowest level that is logged"),
      })
      .prefault({})
      .describe("The log, one JSON line per entry"),
  })
  .meta({ title: "an object", description: "headgate.config: the whole gateway in one file" });

/** A checked config with every default filled in and every reference resolved. */
export type GatewayConfig = Omit<z.output<typeof configSchema>, "providers"> & {
  readonly providers: Readonly<Record<string, ProviderConfig>>;
};

/** What a config file may say. */
export type GatewayConfigInput = z.input<typeof configSchema>;
