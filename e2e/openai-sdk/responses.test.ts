/** The Responses API through the official clients, whose stream helpers are strict about the order of events. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Client, collect, sdks } from "../start/sdks.ts";
import { openScene, type Scene } from "./scene.ts";

let scene: Scene;
beforeAll(async () => {
  scene = await openScene();
});
beforeEach(() => scene.reset());
afterAll(() => scene?.close());

const question = { model: "openai/gpt-4o", input: "good morning" };
const answer = 'You said: "good morning". This answer was simulated.';

describe.each(sdks)("$name", ({ sdk }) => {
  let client: Client;
  beforeAll(() => {
    client = scene.connect(sdk);
  });

  test("a response is answered whole, with its usage", async () => {
    const whole = await client.responses.create(question);
    expect(whole).toMatchObject({ object: "response", status: "completed", output_text: answer });
    expect(whole.usage).toMatchObject({ input_tokens: 3 });
  });

  test("its events come in one unbroken sequence from created to completed", async () => {
    const events = await collect(await client.responses.create({ ...question, stream: true }));
    expect(events.map(({ sequence_number }) => sequence_number)).toEqual(events.map((_, i) => i));
    expect([events[0]!.type, events.at(-1)!.type]).toEqual(["response.created", "response.completed"]);
    expect(events.map((event) => (event.type === "response.output_text.delta" ? event.delta : "")).join("")).toBe(answer);
  });

  test("the stream helper puts the response together", async () => {
    const final = await client.responses.stream(question).finalResponse();
    expect(final).toMatchObject({ status: "completed", output_text: answer });
  });

  test("a function call is streamed to the helper", async () => {
    const parameters = { type: "object", properties: { city: { type: "string" } } };
    const tools = [{ type: "function" as const, name: "weather", parameters, strict: false }];
    const final = await client.responses.stream({ ...question, tools, tool_choice: "required" }).finalResponse();
    expect(final.output[0]).toMatchObject({ type: "function_call", name: "weather", arguments: '{"city":"good morning"}' });
  });

  test("an answer that the limit cut short ends as incomplete, not as an error", async () => {
    const final = await client.responses.stream({ ...question, max_output_tokens: 2 }).finalResponse();
    expect(final).toMatchObject({ status: "incomplete", incomplete_details: { reason: "max_output_tokens" } });
  });
});
