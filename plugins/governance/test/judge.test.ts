/** Who is turned away, with which decision, and that nothing gets around one. */
import type { Layer, Refusal } from "@headgate/core";
import { callOf, exchangeOf } from "@headgate/testkit";
import { Principal } from "@headgate/words";
import { describe, expect, test } from "vitest";
import type { VirtualKey } from "../src/model.ts";
import type { GovernanceOptions } from "../src/options.ts";
import { configOf, createGoverned, createScene, keyOf, nameOf } from "./judge-scene.ts";

const { now } = createScene().clock;
const restricted = keyOf({ provider_configs: [configOf("openai", { allowed_models: ["gpt-4o"] })] });

interface Case {
  readonly options?: GovernanceOptions;
  readonly key?: Partial<VirtualKey>;
  readonly as?: string;
  readonly model?: string;
}
type Decision = readonly [status: number, code: string | undefined, message?: string];

test.each<readonly [string, Case, Decision]>([
  ["a key without rules", {}, [200, undefined]],
  ["nobody, where nobody must say who it is", { as: "" }, [200, undefined]],
  [
    "nobody, where everybody must",
    { as: "", options: { requireVirtualKey: true } },
    [401, "virtual_key_required", "virtual key is required. Provide a virtual key via the x-bf-vk header."],
  ],
  ["a key nobody knows", { as: "other" }, [403, "virtual_key_not_found", "Virtual key not found"]],
  [
    "a key nobody knows, where one is required",
    { as: "other", options: { requireVirtualKey: true } },
    [401, "virtual_key_required"],
  ],
  [
    "who lacks a header",
    { options: { requiredHeaders: ["X-A", "x-b", "x-key-id"] } },
    [400, "missing_required_headers", "missing required headers: x-a, x-b"],
  ],
  [
    "who lacks a header, before the key is looked at",
    { as: "", options: { requiredHeaders: ["x-a"], requireVirtualKey: true } },
    [400, "missing_required_headers"],
  ],
  ["an inactive key", { key: { is_active: false } }, [403, "virtual_key_blocked", "Virtual key is inactive"]],
  ["an expired key", { key: { expires_at: now() } }, [403, "virtual_key_blocked", "Virtual key has expired"]],
  ["a key about to expire", { key: { expires_at: now() + 1 } }, [200, undefined]],
  [
    "an inactive key that has expired",
    { key: { is_active: false, expires_at: 0 } },
    [403, "virtual_key_blocked", "Virtual key is inactive"],
  ],
  [
    "an inactive key, before its rules are looked at",
    { key: { ...restricted, is_active: false }, model: "groq/llama" },
    [403, "virtual_key_blocked"],
  ],
  [
    "a provider that is not allowed",
    { key: restricted, model: "groq/gpt-4o" },
    [403, "provider_blocked", "Provider 'groq' is not allowed for this virtual key"],
  ],
  [
    "a model that is not allowed",
    { key: restricted, model: "openai/gpt-5" },
    [403, "model_blocked", "Model 'gpt-5' is not allowed for this virtual key"],
  ],
  ["what is allowed", { key: restricted }, [200, undefined]],
  ["a provider with all its models", { key: { provider_configs: [configOf("groq")] }, model: "groq/any" }, [200, undefined]],
  [
    "a provider with all its models, in so many words",
    { key: { provider_configs: [configOf("groq", { allowed_models: ["*"] })] }, model: "groq/any" },
    [200, undefined],
  ],
  [
    "the second rule for one provider",
    {
      key: { provider_configs: [configOf("groq", { allowed_models: ["a"] }), configOf("groq", { allowed_models: ["b"] })] },
      model: "groq/b",
    },
    [200, undefined],
  ],
  ["a key without rules, where that means nothing", { options: { denyByDefault: true } }, [403, "provider_blocked"]],
  [
    "a bare name that no rule allows",
    { key: restricted, model: "nonexistent" },
    [403, "model_blocked", "Model 'nonexistent' is not allowed for this virtual key"],
  ],
])("%s", async (_what, { options = {}, key, as, model = "openai/gpt-4o" }, [status, code, message]) => {
  const { ask, calls } = await createGoverned({ options, keys: [keyOf(key)] });
  const ran = await ask({ model }, as === undefined ? {} : { as });
  expect([ran.status, ran.error?.code, ran.error?.message]).toEqual([status, code, message ?? ran.error?.message]);
  expect(ran.error?.by).toBe(code && "governance");
  expect(calls).toHaveLength(status === 200 ? 1 : 0);
});

test("what is no inference passes", async () => {
  const { ask } = await createGoverned({ options: { requireVirtualKey: true, requiredHeaders: ["x-a"] } });
  expect((await ask({}, { as: "", inference: false })).status).toBe(200);
});

test("a key that is taken away stops the calls of a request that is under way", async () => {
  const change: Layer = (send) => (x, call) => {
    scene.change({ keys: [keyOf({ is_active: false })] });
    return send(x, call);
  };
  const scene = await createGoverned({ keys: [keyOf()], inside: change });
  const ran = await scene.ask();
  expect([ran.error?.code, scene.calls.length]).toEqual(["virtual_key_blocked", 0]);
});

describe.each(["chat", "completions", "embeddings", "responses", "messages", "speech", "constructor"])("of %s", (operation) => {
  const forbidden = ["openai/gpt-5", "groq/gpt-4o", "anthropic/claude", "/gpt-5"];

  test.each(forbidden.slice(0, 3))("no plugin further in reaches the forbidden %s", async (to) => {
    const [provider, model] = to.split("/") as [string, string];
    const refused: (Refusal | undefined)[] = [];
    const { ask, calls } = await createGoverned({
      keys: [restricted],
      inside: (send) => async (x, call) => {
        const tried = await send(x, { ...call, provider, model });
        refused.push(tried.error);
        tried.discard();
        return send(x, { ...call });
      },
    });
    expect((await ask({}, { operation })).status).toBe(200);
    expect(refused).toMatchObject([{ status: 403, by: "governance", scope: "request" }]);
    expect(calls.map(nameOf)).toEqual(["openai/gpt-4o"]);
  });
});

test.each([
  ["does not allow it", restricted, "groq/llama", "provider_blocked"],
  ["is inactive", keyOf({ is_active: false }), "openai/gpt-4o", "virtual_key_blocked"],
  ["is gone", keyOf({ id: "other" }), "openai/gpt-4o", "virtual_key_not_found"],
])("a stored request whose key %s is refused when it runs", async (_how, key, model, code) => {
  const { within, calls } = await createGoverned({ keys: [key] });
  const x = exchangeOf({ json: { model, messages: [] } });
  x.set(Principal, { id: "vk", name: "vk", kind: "virtual_key", admin: false });
  const answer = await within.dispatch(within.freeze(x, callOf(x)));
  expect([answer.error?.code, calls.length]).toEqual([code, 0]);
});
