/** Promise: the official clients get images whole or event by event, and each is paid for. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Client, collect, failureOf, sdks } from "../start/sdks.ts";
import { openScene, type Scene } from "./scene.ts";

let scene: Scene;
beforeAll(async () => {
  scene = await openScene();
});
beforeEach(() => scene.simulator.reset());
afterAll(() => scene?.close());

const path = "/v1/images/generations";
const prompt = "a dot";
const png = /^iVBORw0KGgo/;

describe.each(sdks)("$name", ({ sdk }) => {
  let client: Client;
  beforeAll(() => {
    client = scene.connect(sdk);
  });

  test("as many come as were asked for, as addresses or in base64", async () => {
    const { data } = await client.images.generate({ model: "openai/dall-e-3", prompt, n: 2 });
    expect(data!.map(({ url }) => url)).toEqual([expect.stringMatching(/\.png$/), expect.stringMatching(/\.png$/)]);
    const encoded = await client.images.generate({ model: "openai/dall-e-3", prompt, response_format: "b64_json" });
    expect(encoded.data!.map(({ b64_json: image }) => image)).toEqual([expect.stringMatching(png)]);
  });

  test("tokens are reported if the provider reports them", async () => {
    const { usage } = await client.images.generate({ model: "openai/gpt-image-1", prompt });
    expect(usage).toMatchObject({ input_tokens: 2, output_tokens: 1056, total_tokens: 1058 });
  });

  test("an image arrives step by step", async () => {
    const stream = await client.images.generate({ model: "openai/gpt-image-1", prompt, stream: true, partial_images: 2 });
    const events = await collect(stream);
    expect(events.map(({ type }) => type)).toEqual([
      "image_generation.partial_image",
      "image_generation.partial_image",
      "image_generation.completed",
    ]);
    expect(events.at(-1)).toMatchObject({ b64_json: expect.stringMatching(png), usage: { output_tokens: 1056 } });
  });

  test.each(["cuts", "resets", "errs-later"])(
    "a stream whose provider %s ends in an error after what had come",
    async (model) => {
      const stream = await client.images.generate({ model: `openai/${model}`, prompt, stream: true, partial_images: 3 });
      const seen: string[] = [];
      const failure = await failureOf(
        (async () => {
          for await (const { type } of stream) seen.push(type);
        })(),
      );
      expect(seen).toEqual(["image_generation.partial_image"]);
      expect(failure.message).toMatch(/./);
    },
  );

  test.each([
    ["refuses", 429],
    ["cuts", 502],
    ["vanishes", 502],
    ["errs", 429],
  ])("whole, from a provider that %s, it is an error of status %i", async (model, status) => {
    const failure = await failureOf(client.images.generate({ model: `openai/${model}`, prompt }));
    expect(failure.status).toBe(status);
  });

  test("an empty prompt is refused", async () => {
    const failure = await failureOf(client.images.generate({ model: "openai/dall-e-3", prompt: "" }));
    expect(failure).toMatchObject({ status: 400, param: "prompt", code: "missing_required_parameter" });
    expect(scene.simulator.calls).toEqual([]);
  });
});

test("a client that leaves while its image comes takes the call with it", async () => {
  const client = new AbortController();
  const answer = await scene.post(
    path,
    { model: "openai/stalls", prompt, stream: true, partial_images: 3 },
    { signal: client.signal },
  );
  await answer.body!.getReader().read();
  client.abort();
  expect(await scene.simulator.calls[0]!.waitForAbort()).toBeGreaterThan(0);
  expect(await scene.recorded(answer)).toMatchObject([{ ended: "aborted", units: { images: 1 }, estimated: true }]);
});

test.each<readonly [string, object, object, number]>([
  ["each image", { model: "openai/dall-e-3", n: 3 }, { images: 3 }, 120_000_000],
  ["its tokens", { model: "openai/gpt-image-1", n: 2 }, { images: 2, input: 2, output: 2112 }, 10_000 + 2112 * 40_000],
  [
    "its tokens, streamed",
    { model: "openai/gpt-image-1", stream: true },
    { images: 1, input: 2, output: 1056 },
    10_000 + 1056 * 40_000,
  ],
])("%s is paid for", async (_what, fields, units, cost) => {
  const answer = await scene.post(path, { prompt, ...fields });
  await answer.text();
  expect(await scene.recorded(answer)).toMatchObject([
    { operation: "image_generations", ended: "complete", units, estimated: false, cost_nano: cost },
  ]);
});
