/** A bare model name that every provider has: at a vendor's own address it is that vendor's, unless whoever routes bare names says otherwise. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { adminKey, bearer, clientKey, openScene, type Scene } from "./scene.ts";

const messages = [{ role: "user", content: "hi" }];
const contents = [{ role: "user", parts: [{ text: "hi" }] }];

const homes = [
  ["/openai/v1/chat/completions", { model: "m", messages }, "openai"],
  ["/anthropic/v1/messages", { model: "m", messages, max_tokens: 50 }, "anthropic"],
  ["/genai/v1beta/models/m:generateContent", { contents }, "gemini"],
  ["/langchain/anthropic/v1/messages", { model: "m", messages, max_tokens: 50 }, "anthropic"],
] as const;

let scene: Scene;
beforeAll(async () => void (scene = await openScene()), 60_000);
afterAll(() => scene.close());

async function post(path: string, body: object, key: string): Promise<Response> {
  const headers = { "content-type": "application/json", ...bearer(key) };
  return fetch(scene.url + path, { method: "POST", headers, body: JSON.stringify(body) });
}

async function providerOf(path: string, body: object, key: string): Promise<unknown> {
  const response = await post(path, body, key);
  await response.arrayBuffer();
  return [response.status, response.headers.get("x-bf-provider")];
}

/** Its own key, for these providers. */
async function virtualKey(name: string, providers: readonly string[]): Promise<string> {
  const provider_configs = providers.map((provider) => ({ provider, weight: 1 }));
  const response = await post("/api/governance/virtual-keys", { name, provider_configs }, adminKey);
  return ((await response.json()) as { virtual_key: { value: string } }).virtual_key.value;
}

describe.each(homes)("%s", (path, body, home) => {
  test("leads to its vendor", async () => {
    expect(await providerOf(path, body, clientKey)).toEqual([200, home]);
  });

  test("leads where a virtual key's own providers say", async () => {
    const others = ["openai", "anthropic", "gemini"].filter((name) => name !== home);
    for (const other of others) {
      const key = await virtualKey(`${path} ${other}`, [other]);
      expect(await providerOf(path, body, key)).toEqual([200, other]);
    }
  });
});

test.each(["/v1/chat/completions", "/litellm/v1/chat/completions"])("at %s it is nobody's", async (path) => {
  expect((await post(path, { model: "m", messages }, clientKey)).status).toBe(404);
});
