// The Messages API as both lines of the SDK see it, whole and streamed.
import type { MessageCreateParamsNonStreaming } from "anthropic1/resources/messages";
import { describe, expect, it } from "vitest";
import { shared } from "./clients.ts";
import { anthropics, city, model, nothing, png } from "./vendors.ts";

const simulator = await shared();
const said = `You said: "Hello". This answer was simulated.`;
const weather = { name: "weather", input_schema: city };
const now = { name: "now", input_schema: nothing };

function asking(content: MessageCreateParamsNonStreaming["messages"][number]["content"], more: object = {}) {
  return { model, max_tokens: 2048, messages: [{ role: "user" as const, content }], ...more };
}

describe.each(anthropics)("messages with %s", (_name, connect) => {
  const client = connect(simulator.url);

  it.each<[name: string, ask: MessageCreateParamsNonStreaming, message: object]>([
    ["the last user text", asking("Hello"), { content: [{ type: "text", text: said }], stop_reason: "end_turn" }],
    ["its first words", asking("Hello", { max_tokens: 2 }), { content: [{ text: "You said:" }], stop_reason: "max_tokens" }],
    ["nothing, for a warm-up", asking("Hello", { max_tokens: 0 }), { content: [], stop_reason: "max_tokens" }],
    [
      "the text before a stop sequence",
      asking("Hello", { stop_sequences: ["nowhere", " This"] }),
      { content: [{ text: `You said: "Hello".` }], stop_reason: "stop_sequence", stop_sequence: " This" },
    ],
    [
      "a refusal",
      asking("Please refuse"),
      { stop_reason: "refusal", stop_details: { type: "refusal" }, content: [{ type: "text" }] },
    ],
    [
      "a tool call",
      asking("Use a tool", { tools: [weather, now] }),
      { stop_reason: "tool_use", content: [{ type: "tool_use", name: "weather", input: { city: "Use a tool" } }] },
    ],
    [
      "the tool it must call, which takes no arguments",
      asking("Hello", { tools: [weather, now], tool_choice: { type: "tool", name: "now" } }),
      { stop_reason: "tool_use", content: [{ type: "tool_use", name: "now", input: {} }] },
    ],
    [
      "two calls at once",
      asking("Use tools", { tools: [weather, now] }),
      {
        content: [
          { name: "weather", input: { city: "Use tools" } },
          { name: "now", input: {} },
        ],
      },
    ],
    [
      "one call when two may not be",
      asking("Use tools", { tools: [weather, now], tool_choice: { type: "auto", disable_parallel_tool_use: true } }),
      { content: [{ name: "weather" }] },
    ],
    [
      "JSON that fits a schema",
      asking("Hello", { output_config: { format: { type: "json_schema", schema: city } } }),
      { content: [{ text: JSON.stringify({ city: said }) }] },
    ],
    [
      "what was said beside an image",
      asking([
        { type: "image", source: { type: "base64", media_type: "image/png", data: png } },
        { type: "text", text: " what?" },
      ]),
      { content: [{ text: `You said: "[image] what?". This answer was simulated.` }] },
    ],
  ])("gives %s, the same whole and streamed", async (_what, ask, message) => {
    const whole = await client.messages.create(ask);
    expect(whole).toMatchObject({ type: "message", role: "assistant", model, ...message });
    const final = await client.messages.stream(ask).finalMessage();
    const bare = ({ content, stop_reason, stop_sequence }: typeof whole) => ({
      content: content.map((block) => (block.type === "tool_use" ? { ...block, id: "" } : block)),
      stop_reason,
      stop_sequence,
    });
    expect(bare(final)).toEqual(bare(whole));
    expect(final.usage.output_tokens).toBe(whole.usage.output_tokens);
  });

  it("thinks when asked, signs it, and takes it back in the tool loop", async () => {
    const thinking = { type: "enabled" as const, budget_tokens: 1024 };
    const first = { ...asking("Use tools"), tools: [weather, now], thinking };
    const whole = await client.messages.create(first);
    const final = await client.messages.stream(first).finalMessage();
    expect(whole.content.map((block) => block.type)).toEqual(["thinking", "tool_use", "tool_use"]);
    expect(final.content[0]).toEqual(whole.content[0]);
    expect(whole.usage.output_tokens_details?.thinking_tokens).toBeGreaterThan(0);
    expect(final.usage.output_tokens_details).toEqual(whole.usage.output_tokens_details);
    const results = final.content.flatMap((block) =>
      block.type === "tool_use" ? [{ type: "tool_result" as const, tool_use_id: block.id, content: block.name }] : [],
    );
    const history = [
      ...first.messages,
      { role: "assistant" as const, content: final.content },
      { role: "user" as const, content: results },
    ];
    const after = await client.messages.create({ ...first, messages: history });
    expect(after.content.at(-1)).toMatchObject({ text: `The tools answered: "weather", "now". This answer was simulated.` });
  });

  it("hides its thoughts but for their signature", async () => {
    const thinking = { type: "adaptive" as const, display: "omitted" as const };
    const final = await client.messages.stream({ ...asking("Hello"), thinking }).finalMessage();
    expect(final.content[0]).toMatchObject({
      type: "thinking",
      thinking: "",
      signature: expect.stringMatching(/^[\w+/=]{60,}$/),
    });
  });

  it("counts tokens as it bills them, and lists its models", async () => {
    const { input_tokens } = await client.messages.countTokens({ model, messages: asking("Hello").messages, system: "Be brief" });
    const { usage } = await client.messages.create({ ...asking("Hello"), system: "Be brief" });
    expect(usage).toMatchObject({
      input_tokens,
      cache_read_input_tokens: 0,
      cache_creation_input_tokens: 0,
      service_tier: "standard",
    });
    const list = await client.models.list();
    expect(list.data[0]).toMatchObject({ type: "model", id: "gpt-4o", display_name: "gpt-4o" });
    expect(await client.models.retrieve("tts-1")).toMatchObject({ type: "model", id: "tts-1" });
  });

  it.each([
    ["an unknown model", undefined, 404, "not_found_error"],
    ["an overload", 529, 529, "overloaded_error"],
  ])("raises %s with its request id", async (_what, status, expected, type) => {
    if (status) simulator.script({ status });
    const lost = client.messages.create({ ...asking("Hello"), model: "lost" });
    const error = await lost.catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ status: expected, requestID: expect.stringMatching(/^req_011C/), error: { error: { type } } });
  });

  it("raises an error in the middle of a stream", async () => {
    simulator.script({ errorAfter: 5, error: { type: "overloaded_error", message: "Overloaded" } });
    await expect(client.messages.stream(asking("Hello")).finalMessage()).rejects.toThrow("Overloaded");
  });
});
