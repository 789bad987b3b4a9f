/** A name and keys are enough for a provider that is known; whatever a config says of it itself wins. */
import { describe, expect, it, test } from "vitest";
import { type Catalogue, ConfigError, type ConfigIssue, judgeProvider, parseConfig, type ProviderConfig } from "../src/index.ts";

const catalogue: Catalogue = [
  { name: "groq", dialect: "openai", baseUrl: "https://api.groq.test/v1", key: {}, operations: ["chat"] },
  {
    name: "azure",
    dialect: "openai",
    baseUrl: "https://{resource}.azure.test",
    options: { resource: { about: "the resource" }, version: { about: "a version", default: "1" } },
    key: { authorization: { header: "api-key" } },
    operations: ["chat"],
    quirks: {
      terminator: "none",
      streamUsage: false,
      headers: { "X-One": "1", "x-two": "2" },
      query: { v: "{version}", w: "w" },
      paths: { "*": "/{version}/{model}{path}" },
      rename: { a: "b" },
      allowPrivateNetwork: true,
    },
  },
];
const keys = [{ name: "k0", value: "env.KEY" }];
const parse = (providers: object): Readonly<Record<string, ProviderConfig>> =>
  parseConfig({ providers }, { KEY: "sk-1", RESOURCE: "acme" }, { catalogue }).providers;

describe("what is known", () => {
  it.each([
    ["groq", { use: "groq", keys }],
    ["groq", { keys }],
    ["mine", { use: "groq", keys }],
    ["azure", { use: "groq", keys }],
  ])("is filled in for %j: %j", (name, written) => {
    const { [name]: provider } = parse({ [name]: written });
    const expected = { dialect: "openai", baseUrl: "https://api.groq.test/v1", operations: ["chat"], terminator: "done" };
    expect(provider).toMatchObject({ ...expected, keys: [{ name: "k0", value: "sk-1" }] });
    expect(provider).not.toHaveProperty("use");
  });

  it("is every field, with the options in their places", () => {
    const { mine } = parse({ mine: { use: "azure", options: { resource: "env.RESOURCE" } } });
    expect(mine).toMatchObject({
      baseUrl: "https://acme.azure.test",
      authorization: { header: "api-key" },
      operations: ["chat"],
      terminator: "none",
      streamUsage: false,
      headers: { "X-One": "1", "x-two": "2" },
      query: { v: "1", w: "w" },
      paths: { "*": "/1/{model}{path}" },
      rename: { a: "b" },
      allowPrivateNetwork: true,
    });
  });

  it("counts for less than what the config says, field by field, and of headers and query one by one", () => {
    const own = {
      dialect: "anthropic",
      baseUrl: "http://here.test",
      authorization: { header: "x-key" },
      operations: ["messages"],
      terminator: "done",
      streamUsage: true,
      paths: { chat: "/{resource}" },
      rename: {},
      allowPrivateNetwork: false,
    };
    const written = { ...own, use: "azure", headers: { "x-ONE": "own" }, query: { v: "own" } };
    const { mine } = parse({ mine: written });
    expect(mine).toMatchObject(own);
    expect([mine!.headers, mine!.query]).toEqual([
      { "x-ONE": "own", "x-two": "2" },
      { v: "own", w: "w" },
    ]);
  });

  it("is nothing of a provider that only has the name of one", () => {
    const { azure } = parse({ azure: { baseUrl: "https://elsewhere.test/v1" } });
    expect(azure).toMatchObject({ baseUrl: "https://elsewhere.test/v1", terminator: "done" });
    expect(azure).not.toHaveProperty("authorization");
  });
});

const nowhere = "an http or https URL without credentials, query or fragment";
const known = "one of groq, azure, or an installed package that exports a provider";
const rows: readonly [written: unknown, issue: ConfigIssue][] = [
  [{ use: "gorq" }, { path: "providers.it.use", found: 'the unknown provider "gorq"', expected: known, suggestion: "groq" }],
  [{ use: "nothing-like-it" }, { path: "providers.it.use", found: 'the unknown provider "nothing-like-it"', expected: known }],
  [{ use: 7 }, { path: "providers.it.use", found: "7", expected: "a non-empty string" }],
  [{ use: "" }, { path: "providers.it.use", found: "an empty string", expected: "a non-empty string" }],
  [{}, { path: "providers.it.baseUrl", found: "nothing", expected: `${nowhere}, or "use" with a known provider` }],
  [{ use: "azure" }, { path: "providers.it.options.resource", found: "nothing", expected: optionText("the resource") }],
  [
    { use: "azure", options: { resource: "evil.test/" } },
    { path: "providers.it.options.resource", found: '"evil.test/"', expected: optionText("the resource") },
  ],
  [
    { use: "azure", options: { resource: ".." } },
    { path: "providers.it.options.resource", found: '".."', expected: optionText("the resource") },
  ],
  [
    { use: "azure", options: { resource: "a", verison: "2" } },
    {
      path: "providers.it.options.verison",
      found: "an option that azure does not have",
      expected: "one of resource, version",
      suggestion: "version",
    },
  ],
  [
    { use: "groq", options: [] },
    { path: "providers.it.options", found: "an empty list", expected: "an object" },
  ],
  [
    { baseUrl: "http://a.test", options: { a: "b" } },
    { path: "providers.it.options", found: "options", expected: 'none without "use" of a known provider' },
  ],
  [
    { use: "groq", terminator: "nne" },
    { path: "providers.it.terminator", found: '"nne"', expected: 'one of "done", "none"', suggestion: "none" },
  ],
];

test.each(rows)("%j has one fault, which is reported", (written, issue) => {
  expect(issuesOf(() => parseConfig({ providers: { it: written } }, {}, { catalogue }))).toEqual([issue]);
});

test("for a name close to a known one, that one is suggested", () => {
  const [issue] = issuesOf(() => parseConfig({ providers: { gorq: {} } }, {}, { catalogue }));
  expect(issue).toMatchObject({ path: "providers.gorq.baseUrl", suggestion: "groq" });
});

test("without a catalogue nothing is known", () => {
  const issues = issuesOf(() => parseConfig({ providers: { groq: {}, b: { use: "groq" } } }, {}));
  expect(issues.map(({ path, expected }) => [path, expected])).toEqual([
    ["providers.groq.baseUrl", nowhere],
    ["providers.b.use", "an installed package that exports a provider"],
  ]);
});

test("a provider from elsewhere is filled in alike", () => {
  const raw = { use: "azure", options: { resource: "acme" } };
  const { mine } = parse({ mine: raw });
  expect(judgeProvider("mine", raw, catalogue)).toEqual({ provider: mine, issues: [] });
  expect(judgeProvider("mine", mine!, catalogue)).toEqual({ provider: mine, issues: [] });
  expect(judgeProvider("mine", { use: "gorq" }, catalogue).issues).toMatchObject([{ path: "use", suggestion: "groq" }]);
});

function optionText(about: string): string {
  return `${about}: letters, digits, -, . and _`;
}

function issuesOf(run: () => unknown): readonly ConfigIssue[] {
  try {
    run();
  } catch (error) {
    return (error as ConfigError).issues;
  }
  throw new Error("it was taken");
}
