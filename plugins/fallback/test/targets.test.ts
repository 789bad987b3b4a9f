/** Where a failed request goes next, and whose word counts. */
import { createPipeline } from "@headgate/core";
import fallback from "@headgate/plugin-fallback";
import { scriptedSend } from "@headgate/testkit";
import { Targets } from "@headgate/words";
import { expect, test } from "vitest";
import { ask, type AskOptions, createScene, failing } from "./scene.ts";

const target = (provider: string, model: string): { provider: string; model: string } => ({ provider, model });
const none = { fallbacks: undefined };
const alias: AskOptions = { json: { model: "fast", ...none }, call: target("openai", "small") };
const slot = (...targets: readonly ReturnType<typeof target>[]): AskOptions => ({ prepare: (x) => x.set(Targets, targets) });
const bound = (fields: object): AskOptions => ({
  json: { fallbacks: ["groq/llama", "openai/gpt-4o-mini", "anthropic/claude"], ...fields },
});
const seven = Array.from({ length: 7 }, (_, i) => `groq/${i}`);
const chains = { "openai/gpt-4o": ["groq/exact"], fast: ["groq/for-fast"], "*": ["groq/any"] };

/** After openai/gpt-4o (or what the case routes to) has failed, these are asked. */
test.each<readonly [string, AskOptions, readonly string[]]>([
  ["the body's list", {}, ["anthropic/claude", "groq/llama"]],
  ["nobody, without any list", { json: none }, []],
  ["nobody, for null in the body", { json: { fallbacks: null } }, []],
  ["an alias's first target for an entry that is one", { json: { fallbacks: ["fast"] } }, ["openai/small"]],
  ["another model of the same provider", { json: { fallbacks: ["openai/gpt-4o-mini"] } }, ["openai/gpt-4o-mini"]],

  ["the chain of the requested model", { json: none, options: { chains } }, ["groq/exact"]],
  ["the chain of an alias", { ...alias, options: { chains } }, ["groq/for-fast"]],
  [
    "the chain of the routed name, for a bare model",
    { json: { model: "gpt-4o", ...none }, call: target("openai", "gpt-4o"), options: { chains } },
    ["groq/exact"],
  ],
  ["the chain for all others", { json: { model: "openai/o3", ...none }, options: { chains } }, ["groq/any"]],
  [
    "the chain for all others, whatever a model is named",
    { json: { model: "constructor", ...none }, options: { chains } },
    ["groq/any"],
  ],
  ["the further targets of an alias", alias, ["anthropic/haiku", "groq/llama"]],
  ["the chain for all others before the alias's targets", { ...alias, options: { chains: { "*": ["groq/any"] } } }, ["groq/any"]],

  ["the body's list before a chain", { options: { chains } }, ["anthropic/claude", "groq/llama"]],
  ["nobody, when the body's list is empty", { json: { fallbacks: [] }, options: { chains } }, []],
  [
    "the slot's further targets before all else",
    { ...slot(target("openai", "gpt-4o"), target("groq", "decided")), options: { chains } },
    ["groq/decided"],
  ],
  ["the body's list, when the slot has no further target", slot(target("openai", "gpt-4o")), ["anthropic/claude", "groq/llama"]],

  ["nobody of an alias of which the slot names one target", { ...alias, ...slot(target("openai", "small")) }, []],
  [
    "whom the slot names before the body's list, when a session chose of that",
    { ...slot(target("openai", "small")), call: target("groq", "llama") },
    ["openai/small"],
  ],
  [
    "the slot's one target and then a chain, not an alias's first",
    { ...alias, ...slot(target("groq", "llama")), call: target("groq", "llama"), options: { chains } },
    ["groq/for-fast"],
  ],

  [
    "all of the slot but the one that a session chose",
    { ...slot(target("groq", "a"), target("openai", "gpt-4o"), target("groq", "b")) },
    ["groq/a", "groq/b"],
  ],
  [
    "all of an alias but the one that a session chose",
    { ...alias, call: target("anthropic", "haiku") },
    ["openai/small", "groq/llama"],
  ],
  [
    "whom the client asked for first, when a session chose of the body's list",
    { call: target("groq", "llama") },
    ["openai/gpt-4o", "anthropic/claude"],
  ],
  [
    "whom the client asked for first, when a session chose of a chain",
    { json: none, call: target("groq", "exact"), options: { chains } },
    ["openai/gpt-4o"],
  ],
  ["nobody for an empty list, whatever a session chose", { json: { fallbacks: [] }, call: target("groq", "llama") }, []],

  ["no other provider after a response of this one", bound({ previous_response_id: "resp_1" }), ["openai/gpt-4o-mini"]],
  ["no other provider in a conversation of this one", bound({ conversation: "conv_1" }), ["openai/gpt-4o-mini"]],
  ["no other provider in a conversation by object", bound({ conversation: { id: "conv_1" } }), ["openai/gpt-4o-mini"]],
  ["no other provider for what runs in the background", bound({ background: true }), ["openai/gpt-4o-mini"]],
  [
    "others for what is bound to none",
    bound({ previous_response_id: null, conversation: null, background: false }),
    ["groq/llama", "openai/gpt-4o-mini", "anthropic/claude"],
  ],
  [
    "no other provider of the slot either",
    { ...slot(target("openai", "gpt-4o"), target("groq", "m"), target("openai", "m")), ...bound({ background: true }) },
    ["openai/m"],
  ],

  ["nobody for what is passed through, whatever list there is", { operation: "passthrough", options: { chains } }, []],
  ["no provider that is not configured", { json: { fallbacks: ["mistral/large", "unknown", "groq/llama"] } }, ["groq/llama"]],
  [
    "no such provider from the slot either",
    slot(target("openai", "gpt-4o"), target("gone", "m"), target("groq", "m")),
    ["groq/m"],
  ],
  ["no target twice", { json: { fallbacks: ["groq/a", "groq/b", "groq/a"] } }, ["groq/a", "groq/b"]],
  ["not the target that has just failed", { json: { fallbacks: ["openai/gpt-4o", "groq/llama"] } }, ["groq/llama"]],
  ["no more than are allowed", { json: { fallbacks: seven }, options: { maxFallbacks: 2 } }, seven.slice(0, 2)],
  ["five at most by default", { json: { fallbacks: seven } }, seven.slice(0, 5)],
])("asks %s", async (_what, given, expected) => {
  const { asked, ran } = await ask(Array(expected.length + 1).fill(failing(503)), given);
  expect(asked.slice(1)).toEqual(expected);
  expect(ran.status).toBe(503);
});

test.each([
  ["a string", "groq/llama"],
  ["an object", { a: 1 }],
  ["a list with a number", ["groq/llama", 7]],
  ["false", false],
])("refuses a list of fallbacks that is %s", async (_what, fallbacks) => {
  const { ran, endings } = await ask([failing(503)], { json: { fallbacks } });
  expect(ran.error).toMatchObject({ status: 400, code: "invalid_value", param: "fallbacks", by: "fallback", scope: "request" });
  expect(endings).toEqual(["discarded"]);
});

test("does not look at the list of fallbacks while the first target answers", async () => {
  expect((await ask([{ status: 200 }], { json: { fallbacks: 7 } })).ran.status).toBe(200);
});

test.each<readonly [string, object, RegExp]>([
  ["an empty chain", { chains: { "*": [] } }, /fallback\.chains\.\*/],
  ["a status that is not an error", { statuses: [200] }, /fallback\.statuses\.0/],
  ["a window of nothing", { contextWindows: { "openai/gpt-4o": 0 } }, /fallback\.contextWindows\.openai\/gpt-4o/],
  ["a window of no provider", { contextWindows: { "gpt-4o": 1000 } }, /expected "provider\/model"/],
  ["no fallbacks at all", { maxFallbacks: 0 }, /fallback\.maxFallbacks/],
  ["an unknown option", { chain: {} }, /"chain"/],
])("does not start with %s", async (_what, options, message) => {
  const starting = createPipeline([fallback(options)], { upstream: scriptedSend([]), host: createScene() });
  await expect(starting).rejects.toThrow(message);
});
