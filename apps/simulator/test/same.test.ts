// One conversation in three dialects gets one answer: whoever translates between them can compare.
import { describe, expect, it } from "vitest";
import { ask, shared } from "./clients.ts";
import { speakers, type Bare, type Wish } from "./speakers.ts";

const simulator = await shared();

async function answered(name: string, said: string, wish: Wish): Promise<Bare> {
  const speaker = speakers[name];
  if (!speaker) throw new Error(`Nobody speaks ${name}.`);
  const headers = { "anthropic-version": "2023-06-01" };
  const { text } = await ask(simulator.url + speaker.path, { body: speaker.body(said, wish), headers });
  return speaker.read(JSON.parse(text) as never);
}

describe.each(Object.keys(speakers).slice(1))("%s answers as chat does", (name) => {
  it.each<[what: string, said: string, wish: Wish]>([
    ["a text", "Hello", {}],
    ["a text cut short", "Hello", { limit: 3 }],
    ["a tool call", "Use a tool", { tools: true }],
    ["two tool calls", "Use tools", { tools: true }],
    ["a thought and a text", "Hello", { thinks: true }],
    ["a thought and calls", "Use tools in parallel", { thinks: true, tools: true }],
    ...(name === "responses" ? [] : [["a stop sequence", "Hello", { stop: `". ` }] satisfies [string, string, Wish]]),
    ...(name === "gemini" ? [] : [["a refusal", "Please refuse", {}] satisfies [string, string, Wish]]),
  ])("with %s", async (_what, said, wish) => {
    const chat = await answered("chat", said, wish);
    expect(chat.tokens[0]).toBeGreaterThan(0);
    expect(await answered(name, said, wish)).toEqual(chat);
  });
});
