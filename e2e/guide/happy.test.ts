/** Promise: what wire.md 1.4 says of A40 to A50 holds for the real binary: good requests are passed through unchanged. */
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { chat, embedding, eventsOf, messages, openScene, type Scene } from "./scene.ts";

let scene: Scene;
beforeAll(async () => {
  scene = await openScene();
});
beforeEach(() => scene.simulator.reset());
afterAll(() => scene?.close());

type Choices = readonly Readonly<Record<string, unknown>>[];

test("A40 the models are listed with their provider", async () => {
  const { status, json } = await scene.get("/v1/models");
  expect([status, json["object"]]).toEqual([200, "list"]);
  expect(json["data"]).toContainEqual({
    id: `inferno/${chat}`,
    object: "model",
    created: expect.any(Number) as number,
    owned_by: "inferno",
  });
});

test("A41 a chat is answered, with the provider's own usage", async () => {
  const { status, json } = await scene.chat({});
  expect(status).toBe(200);
  expect(json).toMatchObject({
    object: "chat.completion",
    choices: [
      { index: 0, message: { role: "assistant", content: expect.stringContaining("Hello!") as string }, finish_reason: "stop" },
    ],
    usage: { prompt_tokens: expect.any(Number) as number, completion_tokens: expect.any(Number) as number },
  });
});

test("A42 what the client left out stays out: the provider sees what it was sent", async () => {
  expect((await scene.chat({})).status).toBe(200);
  expect(JSON.parse(scene.lastCall().body)).toEqual({ model: chat, messages });
});

describe("A43 a streamed chat", () => {
  test("comes in chunks and ends with [DONE]", async () => {
    const { status, headers, text } = await scene.chat({ stream: true });
    expect([status, headers.get("content-type")]).toEqual([200, expect.stringMatching(/^text\/event-stream/)]);
    expect(text.trimEnd().endsWith("data: [DONE]")).toBe(true);
    const said = eventsOf(text).map((event) => (event["choices"] as Choices)[0]?.["delta"] as { content?: string } | undefined);
    expect(said.map((delta) => delta?.content ?? "").join("")).toContain("Hello!");
  });

  test.each([{ errorAfter: 2 }, { cutAfter: 2 }, { resetAfter: 2 }])(
    "that fails with %j does not look finished",
    async (fault) => {
      scene.simulator.script([fault]);
      const { text } = await scene.chat({ stream: true });
      expect(text).toContain('"error"');
      expect(text).not.toContain("[DONE]");
      expect(text).not.toContain('"finish_reason":"stop"');
    },
  );
});

test("A44 a completion of one prompt is passed through", async () => {
  const body = { model: chat, prompt: "Once upon a time" };
  const { status, json } = await scene.post("/v1/completions", body);
  expect([status, json["object"]]).toEqual([200, "text_completion"]);
  expect(json["choices"]).toMatchObject([{ index: 0, text: expect.stringContaining("Once upon a time") as string }]);
  expect(JSON.parse(scene.lastCall().body)).toEqual(body);
});

test("A45 a completion of several prompts has a choice for each, times n, in order", async () => {
  const { status, json } = await scene.post("/v1/completions", { model: chat, prompt: ["first", "second"], n: 2 });
  const choices = json["choices"] as Choices;
  expect(status).toBe(200);
  expect(choices.map(({ index }) => index)).toEqual([0, 1, 2, 3]);
  expect(choices.map(({ text }) => /first|second/.exec(text as string)?.[0])).toEqual(["first", "first", "second", "second"]);
});

test("A46 a streamed completion has no finish reason before its last chunk", async () => {
  const { status, text } = await scene.post("/v1/completions", { model: chat, prompt: "Hello", stream: true });
  const reasons = eventsOf(text).flatMap((event) => (event["choices"] as Choices).map((choice) => choice["finish_reason"]));
  expect([status, reasons.at(-1), text.trimEnd().endsWith("data: [DONE]")]).toEqual([200, "stop", true]);
  expect(new Set(reasons.slice(0, -1))).toEqual(new Set([null]));
});

test("A47 stop sequences and penalties are passed through", async () => {
  const body = { model: chat, prompt: "Hello", stop: ["\n", "END"], presence_penalty: 0.5, frequency_penalty: -0.5 };
  expect((await scene.post("/v1/completions", body)).status).toBe(200);
  expect(JSON.parse(scene.lastCall().body)).toEqual(body);
});

describe("A48 embeddings", () => {
  test.each([
    ["float", "one text", "Test input", 1],
    ["float", "a batch", ["one", "two"], 2],
    ["base64", "one text", "Test input", 1],
    ["base64", "a batch", ["one", "two"], 2],
  ])("as %s of %s", async (encoding_format, _what, input, count) => {
    const { status, json } = await scene.embed({ input, encoding_format });
    const data = json["data"] as readonly { readonly index: number; readonly embedding: unknown }[];
    expect([status, data.map(({ index }) => index)]).toEqual([200, Array.from({ length: count }, (_, i) => i)]);
    const isWanted = encoding_format === "float" ? Array.isArray : (it: unknown): boolean => typeof it === "string";
    expect(data.every((item) => isWanted(item.embedding))).toBe(true);
  });

  test("are floats where nothing is said", async () => {
    const { json } = await scene.embed({ input: "Test input" });
    expect((json["data"] as readonly { embedding: readonly number[] }[])[0]!.embedding.length).toBeGreaterThan(1);
    expect(json["model"]).toBe(embedding);
  });
});

test("A49 a conversation of several turns is passed through", async () => {
  const turns = [
    { role: "system", content: "Be brief." },
    { role: "user", content: "Hello!" },
    { role: "assistant", content: "Hi." },
    { role: "user", content: "And now?" },
  ];
  expect((await scene.chat({ messages: turns })).status).toBe(200);
  expect(JSON.parse(scene.lastCall().body)).toEqual({ model: chat, messages: turns });
});

test("A50 without a key: answered where the config says so, and nowhere else", async () => {
  expect((await scene.chat({})).status).toBe(200);
  const closed = await openScene({ auth: { keys: [{ name: "tests", value: "client-key-of-the-tests" }] } });
  onTestFinished(() => closed.close());
  expect((await closed.chat({})).status).toBe(401);
  const key = { authorization: "Bearer client-key-of-the-tests" };
  expect((await closed.post("/v1/chat/completions", { model: chat, messages }, key)).status).toBe(200);
});
