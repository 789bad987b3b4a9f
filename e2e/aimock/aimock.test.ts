/** A provider that we did not write, aimock, serves the official client through the gateway: answers, streams and failures. */
import { LLMock } from "@copilotkit/aimock";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { auth, clientKey, localProvider } from "../start/config.ts";
import { type RunningGateway, startGateway } from "../start/gateway.ts";
import { type Client, collect, connect, failureOf, openai7 } from "../start/sdks.ts";

const mock = new LLMock({ port: 0 });
let gateway: RunningGateway;
let client: Client;
beforeAll(async () => {
  await mock.start();
  gateway = await startGateway({ providers: { aimock: localProvider(mock) }, plugins: [auth()] });
  client = connect(openai7, gateway, clientKey);
});
beforeEach(() => {
  mock.reset();
  mock.onMessage("hello", { content: "Hello to you as well, dear stranger." });
  mock.onMessage("weather", { toolCalls: [{ name: "weather", arguments: '{"city":"Oslo"}' }] });
  mock.onEmbedding("cat", { embedding: [0.5, -0.25, 0.125] });
});
afterAll(async () => {
  await gateway?.stop();
  await mock.stop();
});

const model = "aimock/gpt-4o";
const hello = [{ role: "user" as const, content: "hello" }];
const answer = "Hello to you as well, dear stranger.";

describe("answers", () => {
  test("chat, whole", async () => {
    const whole = await client.chat.completions.create({ model, messages: hello });
    expect(whole.choices[0]).toMatchObject({ finish_reason: "stop", message: { role: "assistant", content: answer } });
    expect(mock.getLastRequest()!.body).toMatchObject({ model: "gpt-4o", messages: hello });
  });

  test("chat, streamed, with a usage chunk only for those who ask", async () => {
    const chunks = await collect(await client.chat.completions.create({ model, messages: hello, stream: true }));
    expect(chunks.map(({ choices }) => choices[0]?.delta.content ?? "").join("")).toBe(answer);
    expect(chunks.filter(({ choices }) => choices.length === 0)).toEqual([]);
    const options = { stream: true as const, stream_options: { include_usage: true } };
    const counted = await collect(await client.chat.completions.create({ model, messages: hello, ...options }));
    expect(counted.at(-1)).toMatchObject({ choices: [], usage: { total_tokens: expect.any(Number) as number } });
  });

  test("a tool call, streamed to the helper", async () => {
    const messages = [{ role: "user" as const, content: "weather" }];
    const tools = [{ type: "function" as const, function: { name: "weather", parameters: { type: "object" } } }];
    const final = await client.chat.completions.stream({ model, messages, tools }).finalChatCompletion();
    const [call] = final.choices[0]!.message.tool_calls!;
    expect(call).toMatchObject({ function: { name: "weather", arguments: '{"city":"Oslo"}' } });
  });

  test("a response, whole, and streamed to the strict helper", async () => {
    expect((await client.responses.create({ model, input: "hello" })).output_text).toBe(answer);
    const final = await client.responses.stream({ model, input: "hello" }).finalResponse();
    expect(final).toMatchObject({ status: "completed", output_text: answer });
  });

  test("embeddings, in both encodings", async () => {
    for (const format of [undefined, "base64", "float"] as const) {
      const { data } = await client.embeddings.create({ model, input: "cat", ...(format && { encoding_format: format }) });
      const { embedding } = data[0]!;
      const packed = Buffer.from(new Float32Array([0.5, -0.25, 0.125]).buffer).toString("base64");
      expect(embedding).toEqual(format === "base64" ? packed : [0.5, -0.25, 0.125]);
    }
  });

  test("models: a provider without a list is asked for any, and found by its prefix", async () => {
    expect(await client.models.retrieve("aimock/gpt-4o")).toMatchObject({ id: "aimock/gpt-4o", owned_by: "aimock" });
    expect((await client.models.list()).data).toEqual([]);
  });
});

describe("failures", () => {
  test.each([
    { status: 400, as: openai7.BadRequestError, code: "context_length_exceeded" },
    { status: 429, as: openai7.RateLimitError, code: "rate_limit_exceeded" },
    { status: 500, as: openai7.InternalServerError, code: "server_error" },
    { status: 503, as: openai7.InternalServerError, code: "overloaded" },
  ])("$status is relayed as it is", async ({ status, as, code }) => {
    for (const stream of [false, true]) {
      mock.nextRequestError(status, { message: "no, not now", type: "some_error", code });
      const error = await failureOf(client.chat.completions.create({ model, messages: hello, stream }));
      expect(error).toBeInstanceOf(as);
      expect(error).toMatchObject({ status, code, type: "some_error", message: `${status} no, not now` });
    }
  });

  test("429 comes with the provider's wait and its limits", async () => {
    mock.nextRequestError(429, { message: "slow down", code: "rate_limit_exceeded" });
    const error = await failureOf(client.chat.completions.create({ model, messages: hello }));
    expect(error.headers!.get("retry-after")).toMatch(/^\d+$/);
    expect([...error.headers!.keys()].filter((name) => name.startsWith("x-ratelimit-"))).not.toEqual([]);
  });

  test("401 of our key is a 502", async () => {
    mock.nextRequestError(401, { message: "Incorrect API key provided", code: "invalid_api_key" });
    const error = await failureOf(client.chat.completions.create({ model, messages: hello }));
    expect(error).toMatchObject({ status: 502, code: "upstream_auth_error" });
  });

  test.each([
    { what: "broken JSON", chaos: { malformedRate: 1 } },
    { what: "a lost connection", chaos: { disconnectRate: 1 } },
  ])("$what is a 502, whole or streamed", async ({ chaos }) => {
    mock.setChaos(chaos);
    for (const stream of [false, true]) {
      const error = await failureOf(client.chat.completions.create({ model, messages: hello, stream }));
      expect(error).toMatchObject({ status: 502, code: "upstream_error" });
    }
    mock.clearChaos();
  });

  test("a stream that breaks off is an error, after what had come of it", async () => {
    mock.onMessage("long", { content: "one two three four five six" }, { chunkSize: 4, latency: 5, truncateAfterChunks: 4 });
    const messages = [{ role: "user" as const, content: "long" }];
    const seen: string[] = [];
    const error = await failureOf(
      client.chat.completions.create({ model, messages, stream: true }).then(async (stream) => {
        for await (const { choices } of stream) seen.push(choices[0]?.delta.content ?? "");
      }),
    );
    expect(error.message).toContain("inference failed");
    expect("one two three four five six").toContain(seen.join(""));
    expect(seen.join("")).not.toBe("");
  });
});
