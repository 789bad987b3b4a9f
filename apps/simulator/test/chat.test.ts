// Chat completions as both SDK majors see them, whole and streamed.
import { describe, expect, it } from "vitest";
import { ask, frames, hello, majors, shared } from "./clients.ts";

const simulator = await shared();
const said = `You said: "Hello". This answer was simulated.`;
const weather = {
  type: "function" as const,
  function: {
    name: "weather",
    parameters: { type: "object", properties: { city: { type: "string" }, days: { type: "integer" } } },
  },
};
const schema = { type: "object", properties: { title: { type: "string" }, tags: { type: "array", items: { enum: ["a"] } } } };

describe.each(majors)("chat with %s", (_name, connect) => {
  const client = connect(simulator.url);

  it("answers the last user message with realistic fields and headers", async () => {
    const { data, response, request_id } = await client.chat.completions
      .create({ model: "gpt-4o", messages: [{ role: "system", content: "Hi" }, ...hello.messages] })
      .withResponse();
    expect(data).toMatchObject({
      object: "chat.completion",
      model: "gpt-4o",
      service_tier: "default",
      choices: [
        { index: 0, message: { role: "assistant", content: said, refusal: null }, finish_reason: "stop", logprobs: null },
      ],
      usage: { prompt_tokens: 2, completion_tokens: 7, total_tokens: 9, prompt_tokens_details: { cached_tokens: 0 } },
    });
    expect(data.id).toMatch(/^chatcmpl-[A-Za-z0-9]{29}$/);
    expect(request_id).toMatch(/^req_/);
    expect(response.headers.get("openai-version")).toBe("2020-10-01");
    expect(Number(response.headers.get("openai-processing-ms"))).toBeGreaterThan(0);
  });

  it("reads text parts, gives n choices and cuts at the token limit", async () => {
    const content = [
      { type: "text" as const, text: "one " },
      { type: "text" as const, text: "two" },
    ];
    const whole = await client.chat.completions.create({ model: "gpt-4o", n: 2, messages: [{ role: "user", content }] });
    expect(whole.choices.map((choice) => choice.index)).toEqual([0, 1]);
    expect(whole.choices[1]?.message.content).toContain(`"one two"`);
    const cut = await client.chat.completions.create({ ...hello, messages: [...hello.messages], max_completion_tokens: 2 });
    expect(cut.choices[0]).toMatchObject({ finish_reason: "length", message: { content: "You said:" } });
  });

  it("streams every choice so that the stream helper ends well", async () => {
    const stream = client.chat.completions.stream({
      ...hello,
      messages: [...hello.messages],
      n: 2,
      stream_options: { include_usage: true },
    });
    const final = await stream.finalChatCompletion();
    expect(final.choices.map((choice) => [choice.message.content, choice.finish_reason])).toEqual([
      [said, "stop"],
      [said, "stop"],
    ]);
    expect(final.usage).toMatchObject({ prompt_tokens: 2, completion_tokens: 14 });
  });

  it("calls a tool when one is spoken of or forced, whole and in fragments", async () => {
    const messages = [{ role: "user" as const, content: "Use a tool" }];
    const whole = await client.chat.completions.create({ model: "gpt-4o", messages, tools: [weather] });
    const call = whole.choices[0]?.message.tool_calls?.[0];
    expect(whole.choices[0]).toMatchObject({ finish_reason: "tool_calls", message: { content: null } });
    expect(call).toMatchObject({ type: "function", function: { name: "weather", arguments: `{"city":"Use a tool","days":1}` } });
    const final = await client.chat.completions
      .stream({ ...hello, messages: [...hello.messages], tools: [weather], tool_choice: "required" })
      .finalChatCompletion();
    expect(final.choices[0]?.finish_reason).toBe("tool_calls");
    expect(final.choices[0]?.message.tool_calls?.[0]).toMatchObject({ function: { arguments: `{"city":"Hello","days":1}` } });
  });

  it("says what a tool answered, and leaves unasked tools alone", async () => {
    const tool_calls = [{ id: "call_1", type: "function" as const, function: { name: "weather", arguments: "{}" } }];
    const turn = [
      { role: "user" as const, content: "Use a tool" },
      { role: "assistant" as const, tool_calls },
      { role: "tool" as const, tool_call_id: "call_1", content: "rain" },
    ];
    const after = await client.chat.completions.create({ model: "gpt-4o", messages: turn, tools: [weather] });
    expect(after.choices[0]?.message.content).toContain(`The tool answered: "rain"`);
    const unasked = await client.chat.completions.create({ ...hello, messages: [...hello.messages], tools: [weather] });
    expect(unasked.choices[0]?.message.content).toBe(said);
  });

  it("answers JSON that fits a schema", async () => {
    const response_format = { type: "json_schema" as const, json_schema: { name: "note", schema } };
    const final = await client.chat.completions
      .stream({ ...hello, messages: [...hello.messages], response_format })
      .finalChatCompletion();
    expect(JSON.parse(final.choices[0]?.message.content ?? "")).toEqual({ title: said, tags: ["a"] });
  });

  it("is refused for a model it does not have", async () => {
    const lost = client.chat.completions.create({ ...hello, messages: [...hello.messages], model: "x" });
    await expect(lost).rejects.toMatchObject({
      status: 404,
      code: "model_not_found",
      param: null,
      type: "invalid_request_error",
    });
  });
});

describe("the chunks of a chat stream", () => {
  it.each<[name: string, options: object, usages: readonly unknown[], lastChoices: number]>([
    ["null on each chunk and then the count, when asked", { include_usage: true }, [null, null, null, null, "count"], 0],
    ["nothing, when not asked", {}, [undefined, undefined, undefined, undefined], 1],
  ])("have as usage: %s", async (_name, stream_options, expected, lastChoices) => {
    simulator.script({ events: 2 });
    const { text, headers } = await ask(`${simulator.url}/v1/chat/completions`, {
      body: { ...hello, stream: true, stream_options },
    });
    expect(headers["content-type"]).toBe("text/event-stream; charset=utf-8");
    const all = frames(text);
    expect(all.at(-1)).toBe("data: [DONE]");
    const chunks = all.slice(0, -1).map((frame) => JSON.parse(frame.slice(6)) as { usage?: object | null; choices: object[] });
    expect(chunks.map(({ usage }) => (usage ? "count" : usage))).toEqual(expected);
    expect(chunks.at(-1)?.choices).toHaveLength(lastChoices);
  });

  it("arrive one write at a time, whatever the pace", async () => {
    const tokens: string[] = [];
    const response = await fetch(`${simulator.url}/chat/completions`, {
      method: "POST",
      body: JSON.stringify({ ...hello, stream: true }),
      headers: { "x-simulator-fault": JSON.stringify({ events: 20 }) },
    });
    for await (const bytes of response.body ?? []) tokens.push(Buffer.from(bytes).toString());
    expect(tokens.length).toBeGreaterThan(5);
  });
});
