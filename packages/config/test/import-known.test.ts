/** A provider that only a stranger's package knows is used by that package's name. */
import { describe, expect, it, test } from "vitest";
import { ConfigError, type ConfigIssue, type LoadedConfig, loadConfig } from "../src/index.ts";
import { type Files, folder } from "./folder.ts";

const acme = {
  name: "acme",
  title: "Acme",
  docs: "https://acme.test/docs",
  dialect: "openai",
  baseUrl: "https://{region}.acme.test/v1",
  options: { region: { about: "a region", default: "eu" } },
  key: { variables: ["ACME_API_KEY"], authorization: { header: "x-acme" } },
  operations: ["chat"],
  quirks: { terminator: "none" },
};
const module = (value: unknown): string => `export default ${JSON.stringify(value)};`;
const installed = (name: string, code: string): Files => ({
  [`node_modules/${name}/package.json`]: JSON.stringify({ name, type: "module", exports: "./index.js" }),
  [`node_modules/${name}/index.js`]: code,
});
const config = (...providers: object[]): Files => ({
  "headgate.config.json": JSON.stringify({ providers: Object.fromEntries(providers.map((each, i) => [`p${i}`, each])) }),
});
const load = (files: Files, gateway?: string): Promise<LoadedConfig | undefined> =>
  loadConfig({
    cwd: folder(files).path,
    environment: {},
    catalogue: [{ name: "groq", dialect: "openai", baseUrl: "https://groq.test", key: {}, operations: ["chat"] }],
    ...(gateway !== undefined && { gateway }),
  });

describe("it is found", () => {
  const expected = { baseUrl: "https://eu.acme.test/v1", authorization: { header: "x-acme" }, terminator: "none" };

  it.each<[string, string, Files]>([
    ["by a package's name", "headgate-provider-acme", installed("headgate-provider-acme", module(acme))],
    ["by a package's name in a scope", "@acme/headgate", installed("@acme/headgate", module(acme))],
    ["beside the config", "./acme.js", { "acme.js": module(acme) }],
  ])("%s", async (_, use, files) => {
    const loaded = await load({ ...files, ...config({ use }, { use: "groq" }, { use, options: { region: "us" } }) });
    expect(loaded!.config.providers).toMatchObject({
      p0: expected,
      p1: { baseUrl: "https://groq.test" },
      p2: { ...expected, baseUrl: "https://us.acme.test/v1" },
    });
  });

  it("with the gateway, where the config's folder does not have it", async () => {
    const gateway = folder(installed("headgate-provider-acme", module(acme)));
    const loaded = await load(config({ use: "headgate-provider-acme" }), `${gateway.path}/main.js`);
    expect(loaded!.config.providers["p0"]).toMatchObject(expected);
  });
});

test("a package of a known provider's name does not stand for it", async () => {
  const loaded = await load({ ...installed("groq", "throw new Error('it was imported')"), ...config({ use: "groq" }) });
  expect(loaded!.config.providers["p0"]!.baseUrl).toBe("https://groq.test");
});

test.each<[string, string, Omit<ConfigIssue, "path">]>([
  [
    "has no default export",
    "export const a = 1;",
    { found: "a default export with nothing", expected: "a default export that describes a provider" },
  ],
  [
    "exports something else",
    module("acme"),
    { found: "a default export with a string", expected: "a default export that describes a provider" },
  ],
  [
    "lacks a field",
    module({ ...acme, dialect: undefined }),
    { found: "a default export with dialect: nothing", expected: "a non-empty string" },
  ],
  [
    "has a quirk that nobody knows",
    module({ ...acme, quirks: { terminatr: "none" } }),
    {
      found: 'a default export with quirks.terminatr: the unknown key "terminatr"',
      expected:
        "one of terminator, streamUsage, headers, query, paths, rename, members, headerMembers, signature, framing, allowPrivateNetwork",
      suggestion: "terminator",
    },
  ],
  ["breaks", "throw new Error('it broke')", { found: "a module that cannot be loaded: it broke", expected: "a provider" }],
])("one that %s is reported", async (_, code, issue) => {
  const error = await load({ ...installed("acme", code), ...config({ use: "acme" }) }).catch((fault: unknown) => fault);
  expect((error as ConfigError).issues).toEqual([{ path: "providers.p0.use", ...issue }]);
});

test("one whose base URL is not a URL is reported where it is used", async () => {
  const files = { ...installed("acme", module({ ...acme, baseUrl: "acme.test" })), ...config({ use: "acme" }) };
  const error = await load(files).catch((fault: unknown) => fault);
  expect((error as ConfigError).issues).toMatchObject([{ path: "providers.p0.baseUrl", found: '"acme.test"' }]);
});

test("one that is not installed is reported with every other fault", async () => {
  const error = await load(config({ use: "headgate-provider-none" }, { use: "gorq" })).catch((fault: unknown) => fault);
  expect((error as ConfigError).issues.map(({ path, suggestion }) => [path, suggestion])).toEqual([
    ["providers.p0.use", undefined],
    ["providers.p1.use", "groq"],
  ]);
});
