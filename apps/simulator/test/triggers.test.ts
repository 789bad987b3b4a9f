// What the OpenAI side does when it is told to: refuse, think, call two tools or one without arguments, stop early.
import { describe, expect, it } from "vitest";
import { majors, shared } from "./clients.ts";
import { city, model, nothing, png } from "./vendors.ts";

const simulator = await shared();
const functions = [
  { name: "weather", parameters: city },
  { name: "now", parameters: nothing },
];
const tools = functions.map((definition) => ({ type: "function" as const, function: definition }));
const flat = functions.map((definition) => ({ type: "function" as const, strict: false, ...definition }));
const sorry = "I'm sorry, but I can't help with that.";
const pondered = `The user said "Hello", so I think and then answer.`;

describe.each(majors)("chat with %s", (_name, connect) => {
  const client = connect(simulator.url);
  const call = (name: string, args: string) => ({ function: { name, arguments: args } });

  it.each<[name: string, said: string, more: object, choice: object]>([
    ["refuses", "Please refuse", {}, { finish_reason: "stop", message: { refusal: sorry, content: null } }],
    [
      "calls two tools",
      "Use tools",
      { tools },
      { message: { tool_calls: [call("weather", `{"city":"Use tools"}`), call("now", "{}")] } },
    ],
    [
      "calls one of them",
      "Use tools",
      { tools, parallel_tool_calls: false },
      { message: { tool_calls: [call("weather", `{"city":"Use tools"}`)] } },
    ],
    [
      "stops at a sequence",
      "Hello",
      { stop: [" This", "lost"] },
      { finish_reason: "stop", message: { content: `You said: "Hello".` } },
    ],
  ])("%s, the same whole and streamed", async (_what, said, more, choice) => {
    const ask = { model, messages: [{ role: "user" as const, content: said }], ...more };
    const whole = await client.chat.completions.create(ask);
    expect(whole.choices[0]).toMatchObject(choice);
    const final = await client.chat.completions.stream({ ...ask, stream_options: { include_usage: true } }).finalChatCompletion();
    expect(final.choices[0]).toMatchObject(choice);
    expect(final.usage).toEqual(whole.usage);
  });

  it("thinks aloud, whole and streamed, and counts it", async () => {
    const ask = { model, reasoning_effort: "low" as const, messages: [{ role: "user" as const, content: "Hello" }] };
    const whole = await client.chat.completions.create(ask);
    expect(whole.choices[0]?.message).toMatchObject({ reasoning_content: pondered });
    expect(whole.usage).toMatchObject({ completion_tokens: 17, completion_tokens_details: { reasoning_tokens: 10 } });
    // The SDK's own helper keeps only the last fragment of a field it does not know.
    let thought = "";
    for await (const { choices } of await client.chat.completions.create({ ...ask, stream: true })) {
      const delta = { reasoning_content: "", ...choices[0]?.delta };
      thought += delta.reasoning_content;
    }
    expect(thought).toBe(pondered);
  });

  it("sees images, and reports all that tools answered", async () => {
    const image = { type: "image_url" as const, image_url: { url: `data:image/png;base64,${png}` } };
    const seen = await client.chat.completions.create({ model, messages: [{ role: "user", content: [image] }] });
    expect(seen.choices[0]?.message.content).toContain(`"[image]"`);
    const after = await client.chat.completions.create({
      model,
      messages: ["rain", "noon"].map((content, i) => ({ role: "tool" as const, tool_call_id: `${i}`, content })),
    });
    expect(after.choices[0]?.message.content).toContain(`The tools answered: "rain", "noon".`);
  });
});

describe.each(majors)("responses with %s", (_name, connect) => {
  const client = connect(simulator.url);

  it.each<[name: string, input: string, more: object, output: readonly object[]]>([
    ["refuses", "Please refuse", {}, [{ type: "message", content: [{ type: "refusal", refusal: sorry }] }]],
    [
      "calls two tools",
      "Use tools",
      { tools: flat },
      [
        { type: "function_call", name: "weather", arguments: `{"city":"Use tools"}` },
        { type: "function_call", name: "now", arguments: "{}" },
      ],
    ],
    [
      "thinks and tells of it",
      "Hello",
      { reasoning: { effort: "low", summary: "auto" } },
      [{ type: "reasoning", summary: [{ type: "summary_text", text: pondered }] }, { type: "message" }],
    ],
    [
      "thinks in secret",
      "Hello",
      { reasoning: { effort: "low" }, include: ["reasoning.encrypted_content"] },
      [{ type: "reasoning", summary: [], encrypted_content: expect.any(String) }, { type: "message" }],
    ],
  ])("%s, the same whole and streamed", async (_what, input, more, output) => {
    const whole = await client.responses.create({ model, input, ...more });
    expect(whole.output).toMatchObject(output);
    expect(whole.status).toBe("completed");
    const final = await client.responses.stream({ model, input, ...more }).finalResponse();
    expect(final.output).toMatchObject(output);
    expect(final.usage).toEqual(whole.usage);
  });
});
