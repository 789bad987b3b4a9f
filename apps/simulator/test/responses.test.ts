// The Responses API as both SDK majors see it; the strict stream helper of 7 is the judge of the event order.
import { describe, expect, it } from "vitest";
import { ask, frames, majors, shared } from "./clients.ts";

const simulator = await shared();
const said = `You said: "Hello". This answer was simulated.`;
const hello = { model: "gpt-4o", input: "Hello" };
const parameters = { type: "object", properties: { city: { type: "string" } } };
const weather = { type: "function" as const, name: "weather", strict: false, parameters };

describe.each(majors)("responses with %s", (_name, connect) => {
  const client = connect(simulator.url);

  it("answers a text or a list of items", async () => {
    const whole = await client.responses.create(hello);
    expect(whole).toMatchObject({
      object: "response",
      status: "completed",
      error: null,
      output_text: said,
      incomplete_details: null,
    });
    expect(whole.id).toMatch(/^resp_/);
    expect(whole.output[0]).toMatchObject({ type: "message", role: "assistant", status: "completed" });
    expect(whole.usage).toMatchObject({
      input_tokens: 2,
      output_tokens: 7,
      total_tokens: 9,
      output_tokens_details: { reasoning_tokens: 0 },
    });
    const items = await client.responses.create({
      ...hello,
      input: [{ role: "user", content: [{ type: "input_text", text: "Hi" }] }],
    });
    expect(items.output_text).toContain(`"Hi"`);
  });

  it("streams a text so that the helper ends well", async () => {
    const final = await client.responses.stream(hello).finalResponse();
    expect(final).toMatchObject({ status: "completed", output_text: said });
  });

  it("streams a function call so that the helper ends well", async () => {
    const final = await client.responses.stream({ ...hello, tools: [weather], tool_choice: "required" }).finalResponse();
    expect(final.output).toMatchObject([
      { type: "function_call", name: "weather", arguments: `{"city":"Hello"}`, status: "completed" },
    ]);
  });

  it("passes the helper with comments and idle events before the content", async () => {
    simulator.script({ comments: 3 });
    const final = await client.responses.stream(hello).finalResponse();
    expect(final.output_text).toBe(said);
  });

  it("is incomplete at the token limit, whole and streamed", async () => {
    const short = { status: "incomplete", incomplete_details: { reason: "max_output_tokens" }, output_text: "You said:" };
    expect(await client.responses.create({ ...hello, max_output_tokens: 2 })).toMatchObject(short);
    expect(await client.responses.stream({ ...hello, max_output_tokens: 2 }).finalResponse()).toMatchObject(short);
  });

  it("raises a scripted error in the middle of a stream", async () => {
    simulator.script({ errorAfter: 5, error: { message: "too much", code: "rate_limit_exceeded" } });
    await expect(client.responses.stream(hello).finalResponse()).rejects.toThrow("too much");
  });
});

describe("the events of a response stream", () => {
  it("come in order, with one sequence number from 0 and no [DONE]", async () => {
    simulator.script({ events: 2 });
    const { text } = await ask(`${simulator.url}/v1/responses`, { body: { ...hello, stream: true } });
    const events = frames(text).map((frame) => {
      const [name, json] = frame.split("\n");
      const event = JSON.parse(json?.slice(6) ?? "") as { type: string; sequence_number: number };
      expect(name).toBe(`event: ${event.type}`);
      return event;
    });
    expect(events.map((event) => event.sequence_number)).toEqual(events.map((_, i) => i));
    expect(events.map((event) => event.type.replace("response.", ""))).toEqual([
      "created",
      "in_progress",
      "output_item.added",
      "content_part.added",
      "output_text.delta",
      "output_text.delta",
      "output_text.done",
      "content_part.done",
      "output_item.done",
      "completed",
    ]);
  });
});
