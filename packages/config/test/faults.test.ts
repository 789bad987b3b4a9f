/** Every kind of fault in a config is reported with its place, what was found, what was expected and what may have been meant. */
import { describe, expect, it } from "vitest";
import { ConfigError, type ConfigIssue, parseConfig } from "../src/index.ts";

const openai = { baseUrl: "https://api.openai.com/v1" };
const provider = (more: object): object => ({ providers: { openai: { ...openai, ...more } } });

const rows: readonly [name: string, raw: unknown, issue: ConfigIssue][] = [
  [
    "an unknown key at the top",
    { plugin: [] },
    {
      path: "plugin",
      found: 'the unknown key "plugin"',
      expected: "one of $schema, server, providers, models, plugins, streams, state, log",
      suggestion: "plugins",
    },
  ],
  [
    "an unknown key further down",
    { server: { prot: 1 } },
    {
      path: "server.prot",
      found: 'the unknown key "prot"',
      expected:
        "one of port, host, bodyLimitBytes, uploadLimitBytes, uploadFolder, uploadFolderLimitBytes, headersLimitBytes, drainMs, cors, encryptionKey",
      suggestion: "port",
    },
  ],
  [
    "an unknown key in a list in a record",
    provider({
      keys: [
        { name: "k0", valeu: "x" },
        { name: "k1", value: "x", share: 2 },
      ],
    }),
    {
      path: "providers.openai.keys[1].share",
      found: 'the unknown key "share"',
      expected: "one of name, value, weight, models, concurrency",
    },
  ],
  [
    "an unknown key of a plugin's use",
    { plugins: [["a", {}, { onErr: "open" }]] },
    {
      path: "plugins[0][2].onErr",
      found: 'the unknown key "onErr"',
      expected: "one of as, onError, deadlineMs",
      suggestion: "onError",
    },
  ],
  [
    "c12's own magic",
    { $production: { log: {} } },
    {
      path: "$production",
      found: 'the unknown key "$production"',
      expected: "one of $schema, server, providers, models, plugins, streams, state, log",
    },
  ],
  [
    "a prototype",
    JSON.parse('{"server":{"__proto__":{}}}'),
    {
      path: "server.__proto__",
      found: 'the unknown key "__proto__"',
      expected:
        "one of port, host, bodyLimitBytes, uploadLimitBytes, uploadFolder, uploadFolderLimitBytes, headersLimitBytes, drainMs, cors, encryptionKey",
    },
  ],
  [
    "a wrong type",
    { server: { port: "8080" } },
    { path: "server.port", found: '"8080"', expected: "an integer from 0 to 65535" },
  ],
  [
    "a number out of range",
    { server: { port: 70_000 } },
    { path: "server.port", found: "70000", expected: "an integer from 0 to 65535" },
  ],
  ["a fraction", { streams: { holdMs: 0.5 } }, { path: "streams.holdMs", found: "0.5", expected: "an integer of at least 1" }],
  [
    "null, which is not a default",
    { server: { host: null } },
    { path: "server.host", found: "null", expected: "a non-empty string" },
  ],
  [
    "an empty string",
    { server: { host: "" } },
    { path: "server.host", found: "an empty string", expected: "a non-empty string" },
  ],
  ["a list for an object", { server: [] }, { path: "server", found: "an empty list", expected: "an object" }],
  ["an object for a list", { plugins: {} }, { path: "plugins", found: "an object", expected: "a list" }],
  ["no config at all", null, { path: "", found: "null", expected: "an object" }],
  [
    "a word for a flag",
    provider({ allowPrivateNetwork: "yes" }),
    { path: "providers.openai.allowPrivateNetwork", found: '"yes"', expected: "true or false" },
  ],
  [
    "a slip in a word",
    { log: { level: "wran" } },
    {
      path: "log.level",
      found: '"wran"',
      expected: 'one of "trace", "debug", "info", "warn", "error", "silent"',
      suggestion: "warn",
    },
  ],
  ["an empty list", { models: { fast: [] } }, { path: "models.fast", found: "an empty list", expected: "a non-empty list" }],
  [
    "a missing option",
    { providers: { openai: {} } },
    {
      path: "providers.openai.baseUrl",
      found: "nothing",
      expected: "an http or https URL without credentials, query or fragment",
    },
  ],
  [
    "something that is not a URL",
    provider({ baseUrl: "api.openai.com" }),
    {
      path: "providers.openai.baseUrl",
      found: '"api.openai.com"',
      expected: "an http or https URL without credentials, query or fragment",
    },
  ],
  [
    "another protocol",
    provider({ baseUrl: "ftp://api.openai.com" }),
    {
      path: "providers.openai.baseUrl",
      found: '"ftp://api.openai.com"',
      expected: "an http or https URL without credentials, query or fragment",
    },
  ],
  [
    "a password in a URL",
    provider({ baseUrl: "https://me:hunter2@x.com/?key=1" }),
    {
      path: "providers.openai.baseUrl",
      found: '"https://[hidden]@x.com/?[hidden]"',
      expected: "an http or https URL without credentials, query or fragment",
    },
  ],
  [
    "a provider's name",
    { providers: { "a b": openai } },
    { path: 'providers["a b"]', found: '"a b"', expected: "a name of letters, digits, - and _" },
  ],
  [
    "two keys of one name",
    provider({
      keys: [
        { name: "k", value: "a" },
        { name: "k", value: "b" },
      ],
    }),
    { path: "providers.openai.keys[1].name", found: "the name of keys[0] again", expected: "a name of its own" },
  ],
  [
    "one secret under two names",
    provider({
      keys: [
        { name: "k0", value: "a" },
        { name: "k1", value: "a" },
      ],
    }),
    { path: "providers.openai.keys[1].value", found: "the value of keys[0] again", expected: "a value of its own" },
  ],
  [
    "a target without a provider",
    { ...provider({}), models: { fast: ["gpt-4o"] } },
    { path: "models.fast[0]", found: '"gpt-4o"', expected: '"provider/model"' },
  ],
  [
    "a target of no provider",
    { ...provider({}), models: { "gpt-4.1": ["openai/gpt-4.1", "opnai/a/b"] } },
    { path: 'models["gpt-4.1"][1]', found: 'the unknown provider "opnai"', expected: "one of openai", suggestion: "openai/a/b" },
  ],
  [
    "a target without any provider configured",
    { models: { fast: ["openai/gpt-4o"] } },
    { path: "models.fast[0]", found: 'the unknown provider "openai"', expected: "a configured provider, but there is none" },
  ],
  [
    "a plugin entry",
    { plugins: [7] },
    { path: "plugins[0]", found: "7", expected: "a plugin name, [name, options, { as, onError, deadlineMs }] or a plugin" },
  ],
  [
    "an empty plugin entry",
    { plugins: ["a", []] },
    {
      path: "plugins[1]",
      found: "an empty list",
      expected: "a plugin name, [name, options, { as, onError, deadlineMs }] or a plugin",
    },
  ],
  [
    "a slip in a plugin's use",
    { plugins: [["a", {}, { onError: "opne" }]] },
    { path: "plugins[0][2].onError", found: '"opne"', expected: 'one of "closed", "open"', suggestion: "open" },
  ],
  [
    "an unset variable",
    provider({ keys: [{ name: "k", value: "env.OPENAI_API_KEY" }] }),
    {
      path: "providers.openai.keys[0].value",
      found: "env.OPENAI_API_KEY, which is not set",
      expected: "an environment variable",
    },
  ],
  [
    "an empty variable, in a plugin's options",
    { plugins: [["a", { deep: ["env.EMPTY"] }]] },
    { path: "plugins[0].options.deep[0]", found: "env.EMPTY, which is not set", expected: "an environment variable" },
  ],
  [
    "a reference without a name",
    { server: { host: "env." } },
    { path: "server.host", found: "env., which is not set", expected: "an environment variable" },
  ],
  [
    "what every object has",
    { log: { level: "env.constructor" } },
    { path: "log.level", found: "env.constructor, which is not set", expected: "an environment variable" },
  ],
  [
    "a file that is not there",
    provider({ headers: { a: "file.none.txt" } }),
    { path: "providers.openai.headers.a", found: "file.none.txt, which does not exist", expected: "a readable file" },
  ],
  [
    "a variable of the wrong type",
    { server: { port: "env.PORT" } },
    { path: "server.port", found: "env.PORT (a string)", expected: "an integer from 0 to 65535" },
  ],
];

describe("a config with", () => {
  it.each(rows)("%s is reported", (_, raw, issue) => {
    const issues = issuesOf(raw);
    expect(issues).toContainEqual(issue);
  });

  it.each(rows.filter(([name]) => name !== "an unknown key in a list in a record"))("%s has that one fault", (_, raw) => {
    expect(issuesOf(raw)).toHaveLength(1);
  });
});

it("reports every fault at once, in lines that name the file", () => {
  const raw = { server: { prot: 1 }, log: { level: 3 }, models: { fast: ["x/y"] } };
  const error = catchError(() => parseConfig(raw, {}, { file: "/etc/headgate.config.json" }));
  expect(error.message.split("\n")).toEqual([
    "/etc/headgate.config.json has 3 problems:",
    '  - server.prot: found the unknown key "prot", expected one of port, host, bodyLimitBytes, uploadLimitBytes, uploadFolder, uploadFolderLimitBytes, headersLimitBytes, drainMs, cors, encryptionKey (did you mean "port"?)',
    '  - log.level: found 3, expected one of "trace", "debug", "info", "warn", "error", "silent"',
    '  - models.fast[0]: found the unknown provider "x", expected a configured provider, but there is none',
  ]);
});

function issuesOf(raw: unknown): readonly ConfigIssue[] {
  return catchError(() => parseConfig(raw, { EMPTY: "", PORT: "8080" }, { file: "/nowhere/headgate.config.json" })).issues;
}

function catchError(run: () => unknown): ConfigError {
  try {
    run();
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}
