/** Promise: the official SDKs submit with `x-bf-async` and collect with `x-bf-async-id` on their own routes. */
import Anthropic, { APIError } from "anthropic1";
import OpenAI6 from "openai6";
import OpenAI7 from "openai7";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ask, collect, createKey, type Scene, startAlone, type VirtualKey } from "./scene.ts";

let scene: Scene;
let key: VirtualKey;
let other: VirtualKey;
beforeAll(async () => {
  scene = await startAlone();
  [key, other] = [await createKey(scene.gateway.url), await createKey(scene.gateway.url)];
});
afterAll(() => scene?.close());

const path = "/openai/v1/responses";
const body = { model: "openai/gpt-4o-mini", input: "Hello" };

describe.each([
  ["openai 6", OpenAI6],
  ["openai 7", OpenAI7],
] as const)("%s", (_, OpenAI) => {
  test.each(["/openai/v1", "/v1"])("a response is created and collected at %s", async (base) => {
    const client = new OpenAI6({ apiKey: key.value, baseURL: scene.gateway.url + base, maxRetries: 0 });
    const made = new OpenAI({ apiKey: key.value, baseURL: scene.gateway.url + base, maxRetries: 0 }) as unknown as OpenAI6;
    const stub = await made.responses.create(body, { headers: { "x-bf-async": "true" } });
    expect(stub).toMatchObject({ id: expect.stringMatching(/^[\da-f-]{36}$/), object: "response", status: "pending" });
    await expect.poll(async () => (await collected(client, stub.id)).status, { timeout: 20_000 }).toBe("completed");
    const whole = await collected(client, stub.id);
    expect(whole.output_text).toMatch(/./);
    expect(whole.id).not.toBe(stub.id);
  });
});

async function collected(client: OpenAI6, id: string): Promise<OpenAI6.Responses.Response> {
  return client.responses.create({} as never, { headers: { "x-bf-async-id": id } });
}

const question = {
  model: "anthropic/claude-3-5-sonnet-20241022",
  max_tokens: 100,
  messages: [{ role: "user" as const, content: "Hello" }],
};

describe.each(["/anthropic", "", "/langchain/anthropic"])("@anthropic-ai/sdk 1 at %s/v1/messages", (base) => {
  const open = (): Anthropic => new Anthropic({ apiKey: key.value, baseURL: scene.gateway.url + base, maxRetries: 0 });
  const collectedMessage = (id: string): Promise<Anthropic.Message> =>
    open().messages.create({} as never, { headers: { "x-bf-async-id": id } });

  test("a message is created and collected", async () => {
    const stub = await open().messages.create(question, { headers: { "x-bf-async": "true" } });
    expect(stub).toMatchObject({ id: expect.stringMatching(/^[\da-f-]{36}$/), type: "message", status: "pending", content: [] });
    await expect.poll(async () => (await collectedMessage(stub.id)).stop_reason, { timeout: 20_000 }).toBe("end_turn");
    const whole = await collectedMessage(stub.id);
    expect(whole.content).toMatchObject([{ type: "text", text: expect.stringMatching(/Hello/) }]);
    expect(whole.id).not.toBe(stub.id);
  });

  test("what failed is collected as the error that it was", async () => {
    const model = "anthropic/no-such-model";
    const { id } = await open().messages.create({ ...question, model }, { headers: { "x-bf-async": "true" } });
    const failure = async (): Promise<unknown> => collectedMessage(id).then(({ content }) => content, thrownOf);
    await expect.poll(failure, { timeout: 20_000 }).toMatchObject({ status: 404, type: "not_found_error" });
  });

  test.each([
    ["an id that is none", "not_found_error", 404, "job not found or expired", { "x-bf-async-id": "none" }, {}],
    [
      "stream: true",
      "invalid_request_error",
      400,
      /streaming is not supported/,
      { "x-bf-async": "1" },
      { ...question, stream: true },
    ],
  ] as const)("%s is refused in Anthropic's words", async (_, type, status, message, headers, body) => {
    const thrown = await open()
      .messages.create(body as never, { headers })
      .then(() => undefined, thrownOf);
    expect(thrown).toEqual({ outer: "error", status, type, message: expect.stringMatching(message) });
  });
});

function thrownOf(error: unknown): object {
  if (!(error instanceof APIError)) throw error;
  const { status, type, error: body } = error;
  // Half of Anthropic's envelope is that it says of itself what it is.
  const { type: outer, error: inner } = body as { readonly type: string; readonly error: { readonly message: string } };
  return { status, type, message: inner.message, outer };
}

test("what failed is collected with its own status and error", async () => {
  const stub = await ask(scene.gateway.url, "POST", path, {
    headers: { "x-bf-async": "1" },
    json: { ...body, model: "openai/no-such-model" },
  });
  expect(stub.status).toBe(200);
  const headers = { "x-bf-async-id": stub.body.id };
  await expect
    .poll(async () => (await ask(scene.gateway.url, "POST", path, { headers, json: {} })).status, { timeout: 20_000 })
    .toBe(404);
  const { body: said } = await ask(scene.gateway.url, "POST", path, { headers, json: {} });
  expect(said.error).toMatchObject({ code: "model_not_found" });
});

test.each([
  ["an id that is none", path, { "x-bf-async-id": "00000000-0000-4000-8000-000000000000" }, {}, 404, "job not found or expired"],
  [
    "stream: true",
    path,
    { "x-bf-async": "true" },
    { ...body, stream: true },
    400,
    "streaming is not supported for async requests",
  ],
  [
    "a job's id where none can be collected",
    "/openai/v1/embeddings",
    { "x-bf-async-id": "00000000-0000-4000-8000-000000000000" },
    { model: "openai/text-embedding-3-small", input: "a" },
    400,
    "async operation is not supported on this route",
  ],
  [
    "an operation whose SDK could not collect it",
    "/openai/v1/embeddings",
    { "x-bf-async": "true" },
    { model: "openai/text-embedding-3-small", input: "a" },
    400,
    "async operation is not supported on this route",
  ],
] as const)("%s is refused", async (_, at, headers, json, status, message) => {
  const said = await ask(scene.gateway.url, "POST", at, { headers, json });
  expect([said.status, said.body.error]).toEqual([status, expect.objectContaining({ message })]);
});

test("a job is cancelled, and told how it ended, below /v1/async, and collected here when it was submitted there", async () => {
  const { gateway, simulator } = scene;
  simulator.reset();
  simulator.script({ hang: true });
  const { body: stub } = await ask(gateway.url, "POST", path, { headers: { "x-bf-async": "1" }, json: body });
  await simulator.waitForCalls(1);
  const cancelled = await ask(gateway.url, "DELETE", `/v1/async/responses/${stub.id}`);
  expect([cancelled.status, cancelled.body.status_code]).toEqual([200, 499]);
  await simulator.calls[0]!.waitForAbort();
  expect((await collect(gateway.url, "/v1/async/responses", stub.id)).body).toEqual(cancelled.body);
  simulator.script([]);
  const { body: job } = await ask(gateway.url, "POST", "/v1/async/responses", { json: body });
  const { body: ended } = await collect(gateway.url, "/v1/async/responses", job.id);
  const collected = await ask<object>(gateway.url, "POST", path, { headers: { "x-bf-async-id": job.id }, json: {} });
  expect(collected).toMatchObject({ status: 200, body: ended.result });
});

test("the same create again, after its end, is the answer itself", async () => {
  const headers = { "x-bf-async": "1", "x-bf-vk": key.value, "idempotency-key": "again" };
  const create = () => ask<{ id: string; output: readonly object[] }>(scene.gateway.url, "POST", path, { headers, json: body });
  const { body: stub } = await create();
  await collect(scene.gateway.url, "/v1/async/responses", stub.id, headers);
  const { status, body: again } = await create();
  expect([status, again.output.length]).toEqual([200, 1]);
  expect(again.id).not.toBe(stub.id);
});

test("another key's job is not found here either", async () => {
  const { body: stub } = await ask(scene.gateway.url, "POST", path, {
    headers: { "x-bf-async": "1", "x-bf-vk": key.value },
    json: body,
  });
  for (const headers of [{ "x-bf-async-id": stub.id, "x-bf-vk": other.value }, { "x-bf-async-id": stub.id }])
    expect((await ask(scene.gateway.url, "POST", path, { headers, json: {} })).status).toBe(404);
});
