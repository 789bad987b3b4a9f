/** Promise: a budget also holds for what is not counted in tokens, and a request of unbounded cost is refused. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { openScene, type Scene } from "./scene.ts";

let scene: Scene;
beforeAll(async () => {
  scene = await openScene();
});
afterAll(() => scene?.close());

/** A virtual key with this budget. */
async function keyWith(dollars: number): Promise<string> {
  const answer = await scene.post("/api/governance/virtual-keys", {
    name: `key-${Math.random()}`,
    budget: { max_limit: dollars, reset_duration: "1d" },
  });
  const { virtual_key: key } = (await answer.json()) as { virtual_key: { value: string } };
  return key.value;
}

const image = { model: "openai/dall-e-3", prompt: "a dot" };
const url = "https://a.b/c.pdf";

test.each<readonly [string, number, object, readonly number[]]>([
  ["/v1/images/generations", 0.1, image, [200, 200, 402]],
  ["/v1/images/generations", 0.1, { ...image, n: 3 }, [402]],
  ["/v1/audio/speech", 0.0004, { model: "openai/tts-1", input: "Good morning", voice: "alloy" }, [200, 200, 402]],
  ["/v1/rerank", 0.005, { model: "openai/rerank-v3.5", query: "q", documents: ["a"] }, [200, 200, 402]],
  [
    "/v1/ocr",
    0.002,
    { model: "openai/mistral-ocr-latest", document: { type: "image_url", image_url: "https://a.b/c.png" } },
    [200, 200, 402],
  ],
  ["/v1/moderations", 0.000_001, { model: "openai/omni-moderation-latest", input: "love" }, [200, 200]],
  ["/v1/responses/input_tokens", 0.000_001, { model: "openai/gpt-4o", input: "love" }, [200, 200]],
])("%s within $%d: %o", async (path, dollars, body, statuses) => {
  const key = await keyWith(dollars);
  const seen: number[] = [];
  for (const _ of statuses) {
    const answer = await scene.post(path, body, { key });
    await answer.arrayBuffer();
    seen.push(answer.status);
  }
  expect(seen).toEqual(statuses);
});

test("a document with an unknown number of pages is refused before it is sent", async () => {
  const before = scene.simulator.calls.length;
  const body = { model: "openai/mistral-ocr-latest", document: { type: "document_url", document_url: url } };
  const key = await keyWith(10);
  const answer = await scene.post("/v1/ocr", body, { key });
  expect(answer.status).toBeGreaterThanOrEqual(400);
  expect(await answer.json()).toMatchObject({ error: { message: expect.stringMatching(/price/) } });
  expect(scene.simulator.calls.length).toBe(before);
  expect((await scene.post("/v1/ocr", { ...body, pages: [0, 1] }, { key })).status).toBe(200);
});
