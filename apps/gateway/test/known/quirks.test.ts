/** What single providers have otherwise than their dialect, beyond what each is asked for a chat. */
import { describe, expect, test } from "vitest";
import { open } from "./scene.ts";

const message = { index: 0, message: { role: "assistant", content: "Hello" }, finish_reason: "stop" };
const usage = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 };
const chat = { body: { id: "c", object: "chat.completion", created: 1, model: "m", choices: [message], usage } };
const event = (choice: object): string =>
  JSON.stringify({ id: "c", object: "chat.completion.chunk", created: 1, model: "m", choices: [{ index: 0, ...choice }] });
const events = [
  event({ delta: { content: "Hello" }, finish_reason: null }),
  event({ delta: {}, finish_reason: "stop" }),
  "[DONE]",
];

describe("a path of its own", () => {
  test("cohere reranks by its own API", async () => {
    const body = { id: "r", results: [{ index: 0, relevance_score: 0.9 }], meta: { billed_units: { search_units: 1 } } };
    const scene = await open({ name: "cohere" }, [{ body }]);
    const { status } = await scene.ask("/v1/rerank", { model: "it/rerank-v3.5", query: "q", documents: ["a"] });
    expect([status, scene.asked()[0]!.path]).toEqual([200, "/v2/rerank"]);
  });

  test("azure-deployments embeds at the model's deployment, by the version that was asked for", async () => {
    const body = { object: "list", data: [{ object: "embedding", index: 0, embedding: [0.5] }], model: "m", usage };
    const options = { resource: "acme", version: "2025-04-01-preview" };
    const scene = await open({ name: "azure-deployments", options }, [{ body }]);
    const { status } = await scene.ask("/v1/embeddings", { model: "it/my embedder", input: "Hello" });
    const path = "/openai/deployments/my%20embedder/embeddings?api-version=2025-04-01-preview";
    expect([status, scene.asked()[0]!.path]).toEqual([200, path]);
  });
});

describe("an operation that is not served", () => {
  test("deepseek answers a Responses client by chat", async () => {
    const scene = await open({ name: "deepseek" }, [chat, { events }]);
    const body = { model: "it/m", input: "Hello", max_output_tokens: 16 };
    const whole = await scene.ask("/v1/responses", body);
    expect([whole.status, JSON.parse(whole.text)]).toMatchObject([200, { object: "response", status: "completed" }]);
    const streamed = await scene.ask("/v1/responses", { ...body, stream: true });
    expect(streamed.text).toContain("event: response.completed");
    expect(scene.asked().map(({ path, json }) => [path, json["max_tokens"]])).toEqual([
      ["/v1/chat/completions", 16],
      ["/v1/chat/completions", 16],
    ]);
  });

  test("groq, which has it, is asked as the client asks", async () => {
    const response = { id: "r", object: "response", created_at: 1, model: "m", status: "completed", output: [], error: null };
    const scene = await open({ name: "groq" }, [{ body: response }]);
    expect((await scene.ask("/v1/responses", { model: "it/m", input: "Hello" })).status).toBe(200);
    expect(scene.asked()[0]!.path).toBe("/openai/v1/responses");
  });

  test("what is no conversation is asked all the same: the provider says no", async () => {
    const no = {
      status: 404,
      body: { error: { message: "no such path", type: "invalid_request_error", param: null, code: null } },
    };
    const scene = await open({ name: "cerebras" }, [no]);
    const { status, text } = await scene.ask("/v1/embeddings", { model: "it/m", input: "Hello" });
    expect([status, JSON.parse(text)]).toMatchObject([404, { error: { message: "no such path" } }]);
  });
});

test("mistral is not asked for the usage of a stream by a client of another dialect either", async () => {
  const scene = await open({ name: "mistral" }, [{ events }]);
  const messages = [{ role: "user", content: "Hello" }];
  const { text } = await scene.ask("/v1/messages", { model: "it/m", max_tokens: 5, messages, stream: true });
  expect(text).toContain("event: message_stop");
  expect(scene.asked()[0]!.json).toEqual({ model: "m", messages, max_tokens: 5, stream: true });
});

test("mistral is not asked for the usage of a stream by a client that asks for it: it is told unasked", async () => {
  const scene = await open({ name: "mistral" }, [
    {
      events: [
        event({ delta: { content: "Hello" }, finish_reason: null }),
        event({ delta: {}, finish_reason: "stop" }).replace(/}$/, `,"usage":${JSON.stringify(usage)}}`),
        "[DONE]",
      ],
    },
  ]);
  const messages = [{ role: "user", content: "Hello" }];
  const asked = { messages, stream: true, stream_options: { include_usage: true } };
  const { text, warnings } = await scene.ask("/v1/chat/completions", { model: "it/m", ...asked });
  expect([text.includes('"prompt_tokens":1'), warnings]).toEqual([true, null]);
  expect(scene.asked()[0]!.json).toEqual({ model: "m", messages, stream: true });
});

test("mistral, which refuses what it does not know, has a seed under its own name", async () => {
  const scene = await open({ name: "mistral" }, [chat]);
  const messages = [{ role: "user", content: "Hello" }];
  expect((await scene.ask("/v1/chat/completions", { model: "it/m", messages, seed: 7 })).warnings).toBe(null);
  expect(scene.asked()[0]!.json).toEqual({ model: "m", messages, random_seed: 7 });
});

test("a limit under both names is sent once, as the newer one has it", async () => {
  const scene = await open({ name: "together" }, [chat]);
  const messages = [{ role: "user", content: "Hello" }];
  await scene.ask("/v1/chat/completions", { max_tokens: 9, model: "it/m", messages, max_completion_tokens: 5 });
  expect(scene.asked()[0]!.json).toEqual({ model: "m", messages, max_tokens: 5 });
});

describe("a field that the provider does not know", () => {
  const body = { model: "it/m", messages: [{ role: "user", content: "Hello" }] };

  test.each(["openai", "azure"])("%s is not sent top_k, and its client is told", async (name) => {
    const scene = await open({ name, ...(name === "azure" && { options: { resource: "acme" } }) }, [chat, chat]);
    const answers = [
      await scene.ask("/v1/chat/completions", { ...body, top_k: 40 }),
      await scene.ask("/v1/chat/completions", { ...body, top_k: null }),
    ];
    expect(answers.map(({ status, warnings }) => [status, warnings])).toEqual([
      [200, "other (top_k)"],
      [200, null],
    ]);
    expect(scene.asked().map(({ json }) => json)).toEqual([
      { ...body, model: "m" },
      { ...body, model: "m" },
    ]);
  });

  test("is refused where its client would not have it left out", async () => {
    const scene = await open({ name: "openai" }, []);
    const { status, text } = await scene.ask("/v1/chat/completions", { ...body, top_k: 40 }, { "x-bf-strict": "true" });
    expect([status, JSON.parse(text)]).toMatchObject([400, { error: { param: "top_k", code: "unsupported_feature" } }]);
  });

  test("is sent to whoever knows it", async () => {
    const scene = await open({ name: "vllm" }, [chat]);
    expect((await scene.ask("/v1/chat/completions", { ...body, top_k: 40 })).warnings).toBe(null);
    expect(scene.asked()[0]!.json).toEqual({ ...body, model: "m", top_k: 40 });
  });
});
