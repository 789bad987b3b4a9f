/** Which refusals end a request, whatever its fallbacks, and which leave the next target free. */
import type { Layer } from "@headgate/core";
import { expect, test } from "vitest";
import { failing, priced, whole, wrote } from "./budget-scene.ts";
import { budgetOf, configOf, createGoverned, keyOf, nameOf, type World } from "./judge-scene.ts";

/** As whoever falls back: goes on after a failure, and after a refusal of one target. */
const inside: Layer = (send) => async (x, call) => {
  let answer = await send(x, call);
  for (const provider of ["groq", "anthropic"]) {
    if (!answer.error || (!answer.call && answer.error.scope === "request")) break;
    answer.discard();
    answer = await send(x, { ...call, provider });
  }
  return answer;
};

const small = budgetOf(0.5);
const stops = (status: number, code: string) => ({ end: [status, code], calls: ["openai/m"] });
const goesOn = { end: [200, undefined], calls: ["openai/m", "anthropic/m"] };
const three = (groq: object): World => ({
  keys: [keyOf({ provider_configs: [configOf("openai"), configOf("groq", groq), configOf("anthropic")] })],
});

test.each<readonly [string, World, { readonly end: readonly unknown[]; readonly calls: readonly string[] }]>([
  ["nothing, and everybody is asked", three({}), { end: [200, undefined], calls: ["openai/m", "groq/m"] }],
  [
    "the provider, and no other target is asked",
    { keys: [keyOf({ provider_configs: [configOf("openai"), configOf("anthropic")] })] },
    stops(403, "provider_blocked"),
  ],
  ["the model, and no other target is asked", three({ allowed_models: ["other"] }), stops(403, "model_blocked")],
  ["the provider_config's budget, and the next target is asked", three({ budget: small }), goesOn],
  ["the provider's budget, and the next target is asked", { ...three({}), providers: { groq: { budget: small } } }, goesOn],
  [
    "the model's budget, and the next target is asked",
    { ...three({}), modelConfigs: [{ id: "m", model_name: "m", provider: "groq", budget: small }] },
    goesOn,
  ],
])("what stands against the second target: %s", async (_what, world, { end, calls }) => {
  const send: Parameters<typeof createGoverned>[0] = {
    send: (x, call) => (call.provider === "openai" ? failing : whole(wrote(1)))(x, call),
  };
  const scene = await createGoverned({ options: priced, ...world, ...send, inside });
  const ran = await scene.ask({ model: "openai/m" });
  expect([ran.status, ran.error?.code]).toEqual(end);
  expect(scene.calls.map(nameOf)).toEqual(calls);
});

test.each<readonly [string, World]>([
  ["virtual key", { keys: [keyOf({ budget: small })] }],
  ["team", { keys: [keyOf({ team_id: "t" })], teams: [{ id: "t", name: "t", budget: small }] }],
  ["customer", { keys: [keyOf({ customer_id: "c" })], customers: [{ id: "c", name: "c", budget: small }] }],
])("a spent budget of the %s ends the request", async (_what, world) => {
  const scene = await createGoverned({ options: priced, ...world, inside });
  expect((await scene.ask({ model: "openai/m" })).error).toMatchObject({ status: 402, scope: "request" });
  expect(scene.calls).toEqual([]);
});

test("a client's allowed fallback does not help a model that is not allowed", async () => {
  const scene = await createGoverned({ ...three({ allowed_models: ["other"] }), inside });
  const ran = await scene.ask({ model: "groq/m", fallbacks: ["anthropic/m"] });
  expect(ran.error).toMatchObject({ status: 403, code: "model_blocked", scope: "request" });
  expect(scene.calls).toEqual([]);
});
