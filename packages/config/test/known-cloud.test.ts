/** What is known of a provider in a cloud: where it is by an option, how its keys prove themselves, what it wants in a body. */
import { describe, expect, it, test } from "vitest";
import { type Catalogue, ConfigError, type ConfigIssue, parseConfig, type ProviderConfig } from "../src/index.ts";

const catalogue: Catalogue = [
  {
    name: "cloud",
    dialect: "anthropic",
    baseUrl: "https://{place}.cloud.test/{project}",
    options: {
      project: { about: "the project" },
      place: { about: "the place", default: "one", baseUrls: { global: "https://cloud.test/{project}/{place}" } },
    },
    key: {},
    operations: ["messages"],
    quirks: {
      paths: { messages: ["/{place}/{model}", "/{place}/{model}:stream?alt=sse"] },
      members: { model: null, where: "{place}", deep: [{ a: "{place}" }] },
      headerMembers: { "anthropic-beta": "beta", "anthropic-version": null },
      signature: { kind: "aws-sigv4", service: "s", region: "{place}" },
      framing: "aws-event-stream",
    },
  },
];
const options = { project: "acme" };
const parse = (written: object): ProviderConfig =>
  parseConfig({ providers: { it: { use: "cloud", options, ...written } } }, {}, { catalogue }).providers["it"]!;

describe("what is known of it", () => {
  it("has the options in their places", () => {
    expect(parse({})).toMatchObject({
      baseUrl: "https://one.cloud.test/acme",
      paths: { messages: ["/one/{model}", "/one/{model}:stream?alt=sse"] },
      members: { model: null, where: "one", deep: [{ a: "one" }] },
      headerMembers: { "anthropic-beta": "beta", "anthropic-version": null },
      signature: { kind: "aws-sigv4", service: "s", region: "one" },
      framing: "aws-event-stream",
    });
  });

  it("is elsewhere for some options", () => {
    const { baseUrl, signature } = parse({ options: { ...options, place: "global" } });
    expect([baseUrl, signature]).toEqual([
      "https://cloud.test/acme/global",
      { kind: "aws-sigv4", service: "s", region: "global" },
    ]);
    expect(parse({ options: { place: "global" }, baseUrl: "https://own.test" }).baseUrl).toBe("https://own.test");
    expect(() => parse({ options: { place: "global" } })).toThrow("options.project");
  });

  it("counts for less than the config's own members, each alone", () => {
    const { members, headerMembers, signature } = parse({
      members: { where: "mine", top_k: 5 },
      headerMembers: { "Anthropic-Beta": null },
      signature: { kind: "google-oauth" },
    });
    expect(members).toEqual({ model: null, where: "mine", deep: [{ a: "one" }], top_k: 5 });
    expect(headerMembers).toEqual({ "anthropic-version": null, "Anthropic-Beta": null });
    expect(signature).toEqual({ kind: "google-oauth" });
  });
});

test.each<[object, string]>([
  [{ paths: { messages: ["/a"] } }, "providers.it.paths.messages"],
  [{ paths: { messages: ["/a", "b"] } }, "providers.it.paths.messages"],
  [{ paths: { messages: "/a#b" } }, "providers.it.paths.messages"],
  [{ members: { a: () => 1 } }, "providers.it.members.a"],
  [{ headerMembers: { a: 1 } }, "providers.it.headerMembers.a"],
  [{ signature: { kind: "aws-sigv4", service: "s" } }, "providers.it.signature.region"],
  [{ signature: { kind: "other" } }, "providers.it.signature"],
  [{ framing: "ndjson" }, "providers.it.framing"],
])("%o is reported at its path", (written, path) => {
  const [issue] = issuesOf(written);
  expect(issue!.path.startsWith(path)).toBe(true);
  expect(issue!.expected).not.toBe("");
});

function issuesOf(written: object): readonly ConfigIssue[] {
  try {
    parse(written);
  } catch (error) {
    if (error instanceof ConfigError) return error.issues;
    throw error;
  }
  return [];
}
