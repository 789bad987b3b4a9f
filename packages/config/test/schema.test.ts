/** One schema, four uses: it checks, it types, it helps editors and it writes the docs table. */
import { readFileSync } from "node:fs";
import { definePlugin } from "@headgate/core";
import { describe, expect, expectTypeOf, it } from "vitest";
import { z } from "zod";
import {
  configSchema,
  defineGateway,
  env,
  type GatewayConfig,
  jsonSchema,
  optionsTable,
  parseConfig,
  suggest,
} from "../src/index.ts";

const example = {
  $schema: "./node_modules/headgate/schema.json",
  server: { port: 8080, host: "127.0.0.1", cors: { origins: ["https://app.test"] } },
  providers: {
    openai: { dialect: "openai", baseUrl: "https://api.openai.com/v1", keys: [{ name: "k0", value: "env.OPENAI_API_KEY" }] },
    local: { baseUrl: "http://127.0.0.1:11434/v1", models: ["llama3"], allowPrivateNetwork: true, timeouts: { idleMs: 5 } },
  },
  models: { fast: ["openai/gpt-4o-mini", "local/llama3"] },
  plugins: ["./mine.js", ["@headgate/plugin-auth"], ["@headgate/plugin-fallback", { a: 1 }, { as: "second" }]],
};

describe("the JSON schema", () => {
  const schema = z.fromJSONSchema(jsonSchema() as Parameters<typeof z.fromJSONSchema>[0]);

  it("is draft 2020-12 and describes every option", () => {
    expect(jsonSchema()).toMatchObject({ $schema: "https://json-schema.org/draft/2020-12/schema", additionalProperties: false });
    expect(
      optionsTable()
        .split("\n")
        .filter((row) => row.endsWith("|  |")),
    ).toEqual([]);
  });

  it.each([{}, example])("takes what the gateway takes (%#)", (config) => {
    expect(schema.safeParse(config).error).toBeUndefined();
    expect(() => parseConfig(config, { OPENAI_API_KEY: "sk-1" })).not.toThrow();
  });

  it.each([
    { plugin: [] },
    { server: { port: "1" } },
    { plugins: [7] },
    { models: { a: [] } },
    { providers: { a: { baseUrl: 1 } } },
  ])("refuses what the gateway refuses (%#)", (config) => {
    expect(schema.safeParse(config).success).toBe(false);
    expect(() => parseConfig(config, {})).toThrow("problem");
  });
});

it("fills in every default", () => {
  expect(parseConfig({ providers: { a: { baseUrl: "http://a.test" } } }, {})).toEqual({
    server: {
      port: 8080,
      host: "127.0.0.1",
      bodyLimitBytes: 33_554_432,
      uploadLimitBytes: 536_870_912,
      uploadFolderLimitBytes: 4_294_967_296,
      headersLimitBytes: 16_384,
      drainMs: 10_000,
    },
    providers: {
      a: {
        dialect: "openai",
        baseUrl: "http://a.test",
        keys: [],
        timeouts: { headersMs: 300_000, firstEventMs: 120_000, idleMs: 120_000, totalMs: 600_000 },
        byok: false,
        forwardRetryAfter: false,
        concurrency: 128,
        allowPrivateNetwork: false,
        terminator: "done",
        streamUsage: true,
      },
    },
    models: {},
    plugins: [],
    streams: { holdMs: 10_000, eventBytes: 16_777_216, bufferBytes: 262_144, resume: false },
    state: { folder: ".headgate" },
    log: { level: "info" },
  });
});

it("takes plugins as their factories return them, and resolves references in their options", () => {
  const plugin = definePlugin({ api: 1, name: "p", config: z.strictObject({ key: z.string() }), setup: () => ({}) });
  const config = defineGateway({ plugins: [plugin({ key: env("KEY") }), ["named", { deep: [env("KEY")] }]] });
  const { plugins } = parseConfig(config, { KEY: "secret" });
  expect(plugins).toMatchObject([{ name: "p", options: { key: "secret" } }, ["named", { deep: ["secret"] }]]);
  expect(() => parseConfig(config, {})).toThrow("plugins[0].options.key: found env.KEY, which is not set");
});

it("types what one writes", () => {
  expectTypeOf(parseConfig).returns.toEqualTypeOf<GatewayConfig>();
  expectTypeOf<GatewayConfig["server"]["port"]>().toEqualTypeOf<number>();
  expectTypeOf<GatewayConfig["log"]["level"]>().toEqualTypeOf<"trace" | "debug" | "info" | "warn" | "error" | "silent">();
  defineGateway({
    server: { port: 1 },
    providers: { a: { baseUrl: "http://a.test" } },
    plugins: ["a", ["b"], ["c", {}, { as: "d" }]],
  });
  // @ts-expect-error -- an unknown key
  defineGateway({ server: { prot: 1 } });
  // @ts-expect-error -- a wrong word
  defineGateway({ log: { level: "loud" } });
  expect(configSchema.safeParse({}).success).toBe(true);
});

it("is the table in OPTIONS.md", () => {
  const options = readFileSync(new URL("../OPTIONS.md", import.meta.url), "utf8");
  expect(/<!-- options -->\n([^]*)\n<!-- \/options -->/.exec(options)?.[1]).toBe(optionsTable());
});

it.each([
  ["plugin", ["plugins", "log"], "plugins"],
  ["PORT", ["port"], "port"],
  ["prot", ["host", "port"], "port"],
  ["a", ["b"], undefined],
  ["xy", ["as"], undefined],
  ["completely", ["different", "words"], undefined],
  ["anything", [], undefined],
])("suggests for %s out of %j: %s", (found, known, suggestion) => {
  expect(suggest(found, known)).toBe(suggestion);
});
