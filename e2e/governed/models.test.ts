/** Promise: in every dialect, the list of models shows a caller the models that it may use, and no others. */
import { type Simulator, startSimulator } from "@headgate/simulator";
import { afterAll, beforeAll, expect, test } from "vitest";
import { localProvider } from "../start/config.ts";
import { type RunningGateway, startGateway } from "../start/gateway.ts";
import { createKey, type VirtualKey } from "./asking.ts";
import { newFolder } from "./scene.ts";

let simulator: Simulator;
let gateway: RunningGateway;
const { folder, remove } = newFolder();
beforeAll(async () => {
  simulator = await startSimulator();
  gateway = await startGateway({
    providers: {
      openai: localProvider(simulator, { models: ["gpt-4o", "gpt-4o-mini"] }),
      anthropic: localProvider(simulator, { models: ["claude"] }),
    },
    state: { folder },
    models: { fast: ["anthropic/claude", "openai/gpt-4o-mini"], smart: ["anthropic/claude"] },
    plugins: [
      ["@headgate/plugin-auth", { anonymous: true, openAdmin: true }],
      ["@headgate/plugin-governance", {}],
    ],
  });
});
afterAll(async () => {
  await gateway?.stop();
  await simulator?.close();
  remove();
});

const get = async (path: string, key?: VirtualKey): Promise<Response> =>
  fetch(gateway.url + path, { headers: key ? { "x-bf-vk": key.value } : {} });
const all = ["openai/gpt-4o", "openai/gpt-4o-mini", "anthropic/claude", "fast", "smart"];
const own = ["openai/gpt-4o-mini", "fast"];

test("a key for one model sees that, and the aliases that lead there", async () => {
  const key = await createKey(gateway, {
    provider_configs: [{ provider: "openai", allowed_models: ["gpt-4o-mini"], weight: 1 }],
  });
  const free = await createKey(gateway);
  for (const [caller, expected] of [
    [undefined, all],
    [free, all],
    [key, own],
  ] as const) {
    const { data } = (await (await get("/v1/models", caller)).json()) as { data: { id: string }[] };
    expect(data.map(({ id }) => id)).toEqual(expected);
    const { models } = (await (await get("/genai/v1beta/models", caller)).json()) as { models: { name: string }[] };
    expect(models.map(({ name }) => name)).toEqual(expected.map((id) => `models/${id}`));
  }
  const found = await Promise.all(all.map((id) => get(`/v1/models/${encodeURIComponent(id)}`, key)));
  expect(found.map(({ status }) => status)).toEqual([404, 200, 404, 200, 404]);
});
