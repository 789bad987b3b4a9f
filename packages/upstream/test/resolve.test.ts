/** How a model's name finds its provider. */
import { anthropic, gemini, openai } from "@headgate/dialects";
import { createProviders, type Places, type ProviderOptions } from "@headgate/upstream";
import { describe, expect, onTestFinished, test } from "vitest";
import { openRig, placeOf } from "./rig.ts";

function providersOf(options: Record<string, Partial<ProviderOptions>>, models: Record<string, string[]> = {}): Places {
  const providers = Object.fromEntries(Object.entries(options).map(([name, own]) => [name, placeOf(`http://${name}.test`, own)]));
  const places = createProviders({ providers, models, dialects: [openai, anthropic, gemini] });
  onTestFinished(() => places.close());
  return places;
}

describe("a model's name", () => {
  const lists = { a: { models: ["m1", "both"] }, b: { models: ["m2", "both", "org/m3"] } };
  const aliases = { fast: ["b/m2", "a/m1"], m1: ["b/m2"], "a/own": ["b/m2"] };
  test.each<[string, string[]]>([
    ["a/m1", ["a m1"]],
    ["a/unlisted", ["a unlisted"]],
    ["a/org/m", ["a org/m"]],
    ["m2", ["b m2"]],
    ["org/m3", ["b org/m3"]],
    ["both", []],
    ["unknown", []],
    ["unknown/m1", []],
    ["fast", ["b m2", "a m1"]],
    ["m1", ["b m2"]],
    ["a/own", ["b m2"]],
    ["constructor", []],
    ["__proto__/m", []],
    ["", []],
    ["/m1", []],
    ["A/m1", []],
  ])("%j leads to %j", (model, targets) => {
    const found = providersOf(lists, aliases).resolve(model);
    expect(found.map((target) => `${target.provider} ${target.model}`)).toEqual(targets);
  });

  test("goes to the only provider there is, when that takes any model", () => {
    expect(providersOf({ a: {} }).resolve("m9")).toEqual([{ provider: "a", model: "m9" }]);
    expect(providersOf({ a: {}, b: { models: ["m2"] } }).resolve("m9")).toEqual([{ provider: "a", model: "m9" }]);
    expect(providersOf({ a: {}, b: {} }).resolve("m9")).toEqual([]);
  });
});

describe("a bare name that several could serve, asked for at home", () => {
  const mixed = { openai: {}, groq: {}, anthropic: { dialect: "anthropic" }, google: { dialect: "gemini", models: ["flash"] } };
  test.each<[string, string, Record<string, Partial<ProviderOptions>>, string[]]>([
    ["m", "openai", mixed, ["openai"]],
    ["m", "anthropic", mixed, ["anthropic"]],
    ["flash", "gemini", mixed, ["google"]],
    ["other", "gemini", mixed, []],
    ["m", "openai", { a: {}, b: {} }, []],
    ["m", "openai", { a: {}, b: { models: ["n"] }, c: { dialect: "anthropic" } }, ["a"]],
    ["m", "anthropic", { anthropic: {}, b: {} }, []],
    ["groq/m", "openai", mixed, ["groq"]],
    ["fast", "openai", mixed, ["groq", "anthropic"]],
    // Only one has it: no default is needed, whatever it speaks.
    ["n", "openai", { openai: { models: ["m"] }, b: { dialect: "anthropic", models: ["n"] } }, ["b"]],
  ])("%s at %s among %j leads to %j", (model, home, providers, expected) => {
    const aliases = "groq" in providers ? { fast: ["groq/m", "anthropic/m"] } : {};
    const found = providersOf(providers, aliases).resolve(model, home);
    expect(found.map(({ provider }) => provider)).toEqual(expected);
  });
});

test("lists its providers and aliases as configured", () => {
  const places = providersOf({ a: {}, b: {} }, { fast: ["a/m"] });
  expect([places.list().map(({ name }) => name), places.aliases(), places.get("c")]).toEqual([["a", "b"], ["fast"], undefined]);
});

test("an unknown dialect is a boot error that names those there are", () => {
  expect(() => providersOf({ a: { dialect: "opnai" } })).toThrow(
    'providers.a.dialect: found "opnai", expected one of: openai, anthropic, gemini',
  );
});

describe("a call to nowhere is answered without one", () => {
  test.each([
    ["no provider", { provider: "", model: "m" }, 404, "model_not_found", "`m`"],
    ["an unknown provider", { provider: "nope", model: "m" }, 404, "model_not_found", "`nope/m`"],
    ["a model that is not on the list", { provider: "acme", model: "other" }, 404, "model_not_found", "`acme/other`"],
  ])("%s", async (_name, call, status, code, message) => {
    const rig = await openRig([], { models: ["m"] });
    const { error, call: answered } = await rig.send(undefined, call);
    expect(error).toMatchObject({ status, code, scope: "target", param: "model", by: "gateway" });
    expect(error!.message).toContain(message);
    expect(answered).toBeUndefined();
    rig.upstream.verify();
  });

  test("an operation that the dialect does not know", async () => {
    const rig = await openRig([], { operation: "telepathy" });
    expect((await rig.send()).error).toMatchObject({ status: 400, code: "unsupported_operation", scope: "target" });
    rig.upstream.verify();
  });
});
