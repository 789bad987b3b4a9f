// Gemini byte by byte: its chunks, its array, its keys, and what it refuses in which words.
import { describe, expect, it } from "vitest";
import { sign } from "../src/signature.ts";
import { ask, shared } from "./clients.ts";
import { contents, generate, model, nothing, streamed } from "./vendors.ts";

const simulator = await shared({ models: [model, "gemini-3-pro"], keys: ["g-key"] });
const key = { "x-goog-api-key": "g-key" };

interface Chunk {
  readonly candidates?: readonly { readonly content?: object; readonly finishReason?: string }[];
  readonly usageMetadata?: { readonly candidatesTokenCount: number };
  readonly responseId?: string;
  readonly error?: {
    readonly code: number;
    readonly message: string;
    readonly status: string;
    readonly details?: readonly object[];
  };
}

async function post(body: unknown, path = generate, headers: Record<string, string> = key) {
  const seen = await ask(simulator.url + path, { body, headers });
  return { ...seen, json: JSON.parse(seen.text) as Chunk };
}

describe("a stream of chunks", () => {
  it("has the usage so far in each, one response id, and its finish reason last", async () => {
    simulator.script({ events: 2 });
    const seen = await ask(simulator.url + streamed, { ...contents("Hello"), headers: key });
    expect(seen.headers["content-type"]).toBe("text/event-stream");
    const chunks = seen.text
      .split("\r\n\r\n")
      .filter(Boolean)
      .map((frame) => JSON.parse(frame.slice(6)) as Chunk);
    expect(chunks.map(({ usageMetadata }) => usageMetadata?.candidatesTokenCount)).toEqual([1, 2, 2]);
    expect(chunks.map(({ candidates }) => candidates?.[0]?.finishReason)).toEqual([undefined, undefined, "STOP"]);
    expect(new Set(chunks.map(({ responseId }) => responseId)).size).toBe(1);
  });

  it("is one JSON array without alt=sse, with an error inside it", async () => {
    const path = streamed.replace("?alt=sse", "");
    const whole = await ask(simulator.url + path, { ...contents("Hello"), headers: key });
    expect(whole.headers["content-type"]).toBe("application/json; charset=UTF-8");
    expect((JSON.parse(whole.text) as Chunk[]).at(-1)?.candidates?.[0]?.finishReason).toBe("STOP");
    simulator.script([{ errorFirst: true, times: 1 }, { errorAfter: 2 }]);
    for (const length of [1, 3]) {
      const broken = JSON.parse((await ask(simulator.url + path, { ...contents("Hello"), headers: key })).text) as Chunk[];
      expect(broken).toHaveLength(length);
      expect(broken.at(-1)?.error).toMatchObject({ code: 500, status: "INTERNAL" });
    }
  });
});

describe("a request", () => {
  it.each<[name: string, headers: Record<string, string>, query: string]>([
    ["in a header", key, ""],
    ["in the query", {}, "?key=g-key"],
  ])("has a key %s", async (_name, headers, query) => {
    expect((await post(contents("Hello").body, generate + query, headers)).status).toBe(200);
    expect(simulator.calls[0]).toMatchObject({ key: "g-key", operation: "generate", model });
  });

  it("without a key is forbidden, and with a wrong one a bad request", async () => {
    const bare = await post(contents("Hello").body, generate, {});
    expect(bare).toMatchObject({ status: 403, json: { error: { status: "PERMISSION_DENIED" } } });
    const wrong = await post(contents("Hello").body, generate, { "x-goog-api-key": "lost" });
    expect(wrong).toMatchObject({
      status: 400,
      json: { error: { status: "INVALID_ARGUMENT", details: [{ reason: "API_KEY_INVALID" }] } },
    });
  });

  it("may be written in snake case", async () => {
    const { body } = contents("Hello", {
      generation_config: { max_output_tokens: 2 },
      system_instruction: { parts: { text: "a" } },
    });
    expect((await post(body)).json.candidates?.[0]?.finishReason).toBe("MAX_TOKENS");
  });

  const declared = (parameters: object) => ({ tools: [{ functionDeclarations: [{ name: "now", parameters }] }] });
  const user = { role: "user", parts: [{ text: "Hello" }] };
  const called = (more: object = {}) => ({ role: "model", parts: [{ functionCall: { name: "now", args: {} }, ...more }] });
  const answered = (...responses: object[]) => ({ parts: responses.map((functionResponse) => ({ functionResponse })) });
  const noon = { name: "now", response: { output: "12:00" } };

  it.each<[name: string, more: object, message: string]>([
    ["no contents", { contents: undefined }, "* GenerateContentRequest.contents: contents is not specified"],
    [
      "no parts",
      { contents: [{ role: "user" }] },
      "* GenerateContentRequest.contents[0].parts: contents.parts must not be empty.",
    ],
    ["another dialect's role", { contents: [{ ...user, role: "assistant" }] }, "Please use a valid role: user, model."],
    ["another dialect's field", { messages: [] }, `Unknown name "messages": Cannot find field.`],
    ["an unknown setting", { generationConfig: { stop: [] } }, `Unknown name "stop" at 'generation_config': Cannot find field.`],
    [
      "JSON Schema where Google's own belongs",
      declared({ ...nothing, additionalProperties: false }),
      `Unknown name "additionalProperties" at 'tools[0].function_declarations[0].parameters': Cannot find field.`,
    ],
    [
      "the same deeper down",
      { generationConfig: { responseSchema: { type: "OBJECT", properties: { a: { const: 1 } } } } },
      `Unknown name "const" at 'generation_config.response_schema.properties[0].value'`,
    ],
    ["a lost answer", { contents: [user, called(), user] }, "Please ensure that the number of function response parts"],
    ["an answer without name", { contents: [answered({ response: {} })] }, "function_response.name: Name cannot be empty."],
    [
      "an answer that is a text",
      { contents: [answered({ ...noon, response: "12:00" })] },
      "Invalid value at 'contents[0].parts[0].f",
    ],
    [
      "another vendor's signature",
      { contents: [user, called({ thoughtSignature: sign("anthropic", "") }), answered(noon)] },
      "Thought signature is not valid.",
    ],
  ])("is refused for %s", async (_name, more, said) => {
    const { status, json } = await post(contents("Hello", more).body);
    expect(status).toBe(400);
    expect(json.error).toMatchObject({ code: 400, status: "INVALID_ARGUMENT", message: expect.stringContaining(said) });
  });

  it.each([
    ["without a signature", undefined, 400],
    ["with a placeholder", "skip_thought_signature_validator", 200],
  ])("to a Gemini 3 with a foreign call %s", async (_name, thoughtSignature, status) => {
    const body = { contents: [user, called({ thoughtSignature }), answered(noon)] };
    expect((await post(body, "/v1beta/models/gemini-3-pro:generateContent")).status).toBe(status);
  });

  it.each([
    ["an unknown model", "/v1beta/models/lost:generateContent", "{}", 404, "models/lost is not found for API version v1beta"],
    ["an unknown method", `/v1beta/models/${model}:lost`, "{}", 404, "Method not found"],
    ["an unknown path", "/v1beta/lost", "{}", 404, "Method not found"],
    ["damaged JSON", generate, "{", 400, "Invalid JSON payload received."],
    ["an empty content", `/v1beta/models/${model}:embedContent`, "{}", 400, "* EmbedContentRequest.content: content is empty"],
    ["no content at all", `/v1beta/models/${model}:batchEmbedContents`, "{}", 400, "* BatchEmbedContentsRequest.requests"],
  ])("is refused in the dialect's envelope: %s", async (_name, path, body, status, said) => {
    const seen = await post(body, path);
    expect(seen.status).toBe(status);
    expect(seen.json.error).toMatchObject({ code: status, message: expect.stringContaining(said) });
  });

  it("at its limit is told how long to wait, as its header says", async () => {
    simulator.script({ status: 429, headers: { "Retry-After": "7" } });
    const { json } = await post(contents("Hello").body);
    expect(json.error).toMatchObject({ code: 429, status: "RESOURCE_EXHAUSTED" });
    expect(json.error?.details?.at(-1)).toEqual({ "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay: "7s" });
  });
});
