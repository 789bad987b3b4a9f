/** What the official clients ask of chat, completions and models, they get, whole and streamed. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Client, collect, sdks } from "../start/sdks.ts";
import { openScene, type Scene } from "./scene.ts";

let scene: Scene;
beforeAll(async () => {
  scene = await openScene();
});
beforeEach(() => scene.reset());
afterAll(() => scene?.close());

const messages = [{ role: "user" as const, content: "good morning" }];
const answer = 'You said: "good morning". This answer was simulated.';
const tools = [
  {
    type: "function" as const,
    function: {
      name: "weather",
      parameters: { type: "object", properties: { city: { type: "string" }, days: { type: "integer" } } },
    },
  },
];

describe.each(sdks)("$name", ({ sdk }) => {
  let client: Client;
  beforeAll(() => {
    client = scene.connect(sdk);
  });

  test("chat is answered whole, with its usage", async () => {
    const whole = await client.chat.completions.create({ model: "openai/gpt-4o", messages });
    expect(whole.choices[0]!.message).toMatchObject({ role: "assistant", content: answer });
    expect(whole.choices[0]!.finish_reason).toBe("stop");
    expect(whole.usage).toMatchObject({ prompt_tokens: 3, total_tokens: 3 + whole.usage!.completion_tokens });
    expect(whole).toMatchObject({ object: "chat.completion", model: "gpt-4o" });
  });

  test("chat is streamed chunk by chunk to its finish reason", async () => {
    const stream = await client.chat.completions.create({ model: "openai/gpt-4o", messages, stream: true });
    const chunks = await collect(stream);
    expect(chunks.map(({ choices }) => choices[0]?.delta.content ?? "").join("")).toBe(answer);
    expect(chunks.at(-1)!.choices[0]!.finish_reason).toBe("stop");
    expect(new Set(chunks.map(({ id }) => id)).size).toBe(1);
    expect(chunks.length).toBeGreaterThan(5);
  });

  test("the chat stream helper puts the answer together", async () => {
    const final = await client.chat.completions.stream({ model: "openai/gpt-4o", messages }).finalChatCompletion();
    expect(final.choices[0]!.message.content).toBe(answer);
  });

  test("tool calls are streamed in fragments that the helper joins", async () => {
    const question = { model: "openai/gpt-4o", messages, tools, tool_choice: "required" as const };
    const stream = client.chat.completions.stream(question);
    const indices = new Set<number>();
    for await (const { choices } of stream) for (const call of choices[0]?.delta.tool_calls ?? []) indices.add(call.index);
    const final = await stream.finalChatCompletion();
    expect([...indices]).toEqual([0]);
    expect(final.choices[0]!.finish_reason).toBe("tool_calls");
    const [call] = final.choices[0]!.message.tool_calls!;
    expect(call).toMatchObject({ type: "function", function: { name: "weather" } });
    expect(JSON.parse((call as { function: { arguments: string } }).function.arguments)).toEqual({
      city: "good morning",
      days: 1,
    });
  });

  test("completions take one prompt or many, in order", async () => {
    const model = "openai/gpt-3.5-turbo-instruct";
    const one = await client.completions.create({ model, prompt: "once" });
    expect(one.choices.map(({ text }) => text)).toEqual(['You said: "once". This answer was simulated.']);
    const two = await client.completions.create({ model, prompt: ["first", "second"] });
    expect(two.choices.map(({ index, text }) => [index, /"(\w+)"/.exec(text)?.[1]])).toEqual([
      [0, "first"],
      [1, "second"],
    ]);
  });

  test("completions are streamed", async () => {
    const stream = await client.completions.create({ model: "openai/gpt-3.5-turbo-instruct", prompt: "once", stream: true });
    const chunks = await collect(stream);
    expect(chunks.map(({ choices }) => choices[0]?.text ?? "").join("")).toBe('You said: "once". This answer was simulated.');
    expect(chunks.at(-1)!.choices[0]!.finish_reason).toBe("stop");
  });

  test("models are listed and found by their percent-encoded id", async () => {
    const { data } = await client.models.list();
    expect(data.map(({ id }) => id)).toEqual(expect.arrayContaining(["openai/gpt-4o", "other/spare", "fast", "sturdy"]));
    expect(await client.models.retrieve("openai/gpt-4o")).toMatchObject({
      id: "openai/gpt-4o",
      object: "model",
      owned_by: "openai",
    });
    expect(await client.models.retrieve("fast")).toMatchObject({ id: "fast", object: "model" });
    await expect(client.models.retrieve("openai/none")).rejects.toMatchObject({ status: 404, code: "model_not_found" });
  });

  test("everything is served below /openai/v1 as well", async () => {
    const below = scene.connect(sdk, "/openai/v1");
    const chat = await below.chat.completions.create({ model: "openai/gpt-4o", messages });
    expect(chat.choices[0]!.message.content).toBe(answer);
    expect((await below.responses.create({ model: "openai/gpt-4o", input: "good morning" })).output_text).toBe(answer);
    expect(
      (await below.embeddings.create({ model: "openai/text-embedding-3-small", input: "a" })).data[0]!.embedding,
    ).toHaveLength(8);
    expect(await below.models.retrieve("openai/gpt-4o")).toMatchObject({ id: "openai/gpt-4o" });
  });

  test.each([
    { named: "by its provider", model: "other/gpt-4o", asked: "gpt-4o", of: "other" as const },
    { named: "by an alias", model: "fast", asked: "gpt-4o-mini", of: "openai" as const },
    { named: "by an alias of several targets, the first", model: "sturdy", asked: "gpt-4o", of: "openai" as const },
    { named: "by its bare name, where one provider alone has it", model: "spare", asked: "spare", of: "other" as const },
  ])("a model is found $named", async ({ model, asked, of }) => {
    await client.chat.completions.create({ model, messages });
    expect(scene[of].calls.map((call) => call.model)).toEqual([asked]);
  });
});
