/** OpenAI's own clients as judges: what their stream helpers gather is what a whole answer says. */
import type { Answer } from "@headgate/dialects";
import { refuse } from "@headgate/core";
import OpenAI6 from "openai6";
import OpenAI7 from "openai7";
import { describe, expect, test } from "vitest";
import { answers, encode, eventsOf, responses, telling } from "./rig.ts";

type Client = OpenAI6 | OpenAI7;
const clients = [
  ["openai 6", OpenAI6],
  ["openai 7", OpenAI7],
] as const;

/** A client whose network answers with this body. */
function clientOf(kind: typeof OpenAI6 | typeof OpenAI7, type: string, body: string): Client {
  const fetch = (): Promise<Response> => Promise.resolve(new Response(body, { headers: { "content-type": type } }));
  return new kind({ apiKey: "k", baseURL: "http://localhost/v1", maxRetries: 0, fetch });
}

async function streamed(kind: typeof OpenAI6 | typeof OpenAI7, body: string): Promise<object> {
  const client = clientOf(kind, "text/event-stream", body) as OpenAI6;
  return client.responses.stream({ model: "m", input: "hi" }).finalResponse();
}

async function whole(kind: typeof OpenAI6 | typeof OpenAI7, answer: Answer): Promise<object> {
  const body = JSON.stringify(responses.writeAnswer(answer, telling));
  const client = clientOf(kind, "application/json", body) as OpenAI6;
  return client.responses.parse({ model: "m", input: "hi" });
}

/** As JSON has it, without `parsed`: only the stream helper gives refusals one. */
function plain(value: object): Record<string, unknown> {
  const text = JSON.stringify(value, (name, one: unknown) => (name === "parsed" ? undefined : one));
  return JSON.parse(text) as Record<string, unknown>;
}

describe.each(clients)("%s", (_name, kind) => {
  test.each(answers)("gathers from a stream what the whole answer says: %s", async (_shows, answer) => {
    const gathered = plain(await streamed(kind, encode(eventsOf(answer))));
    expect(gathered).toEqual(plain(await whole(kind, answer)));
    expect(gathered).toMatchObject(plain(responses.writeAnswer(answer, telling)));
  });

  test("gathers the same from the events alone, before the last one repeats them", async () => {
    for (const [, answer] of answers) {
      const events = eventsOf(answer).filter(({ type }) => type !== "end");
      const { output } = plain(await streamed(kind, encode(events)));
      expect(output).toMatchObject(plain(responses.writeAnswer(answer, telling))["output"] as object[]);
    }
  });

  test("reads text from what was said", async () => {
    const [, answer] = answers[0]!;
    expect(await streamed(kind, encode(eventsOf(answer)))).toMatchObject({ output_text: "Hello, wörld 👋" });
  });

  test("throws what went wrong midway", async () => {
    const encoder = responses.createEncoder(telling);
    const begun = encoder.write({ type: "start", id: "1", model: "m" }) + encoder.write({ type: "text", text: "so" });
    const why = refuse({ code: "upstream_error", status: 502, message: "inference failed: it broke off" });
    const thrown = await streamed(kind, begun + encoder.fail(why)).catch((error: unknown) => error);
    expect(thrown).toMatchObject({ code: "upstream_error", type: "server_error" });
    expect((thrown as Error).message).toContain("it broke off");
  });
});
