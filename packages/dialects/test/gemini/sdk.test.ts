/** Google's own client as the judge: what it sends is read, what we send it understands. */
import { FunctionCallingConfigMode, GoogleGenAI, Type } from "@google/genai";
import { refuse } from "@headgate/core";
import { type Answer, type AnswerEvent, gemini } from "@headgate/dialects";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { encoded, format, generate, telling, thoughtful } from "./frames.ts";

interface Served {
  readonly client: GoogleGenAI;
  /** What was asked for, in order. */
  readonly requests: { readonly path: string; readonly headers: IncomingMessage["headers"]; readonly body: unknown }[];
}

const open: (() => void)[] = [];
afterEach(() => {
  for (const close of open.splice(0)) close();
});

/** Answers each request with the next body: text is a stream. */
async function serving(status: number, ...bodies: readonly (object | string)[]): Promise<Served> {
  const requests: Served["requests"] = [];
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.on("end", () => {
      const body = bodies[requests.length] ?? {};
      requests.push({ path: incoming.url ?? "", headers: incoming.headers, body: JSON.parse(Buffer.concat(chunks).toString()) });
      outgoing.writeHead(status, { "content-type": typeof body === "string" ? "text/event-stream" : "application/json" });
      outgoing.end(typeof body === "string" ? body : JSON.stringify(body));
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  open.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/genai`;
  return { client: new GoogleGenAI({ apiKey: "AIza-1", httpOptions: { baseUrl } }), requests };
}

function askedFor(path: string): unknown {
  const { pathname } = new URL(path, "http://x");
  const prefix = generate.paths.map((it) => it.slice(0, -1)).find((it) => pathname.startsWith(it))!;
  return generate.asked!(pathname.slice(prefix.length));
}

const answer: Answer = {
  id: "chatcmpl-1",
  model: "gpt-4o",
  parts: [
    { kind: "reasoning", text: "hm" },
    { kind: "text", text: "so" },
    { kind: "call", id: "call_1", name: "look", arguments: '{"at":"x"}' },
  ],
  stop: { reason: "calls" },
  units: { input: 9, output: 7, reasoning: 2, cache_read: 4 },
};

test("a request with everything in it is read without a loss", async () => {
  const { client, requests } = await serving(200, format.writeAnswer(answer, telling));
  await client.models.generateContent({
    model: "gpt-4o",
    contents: [
      { role: "user", parts: [{ text: "look" }, { inlineData: { mimeType: "image/png", data: "AA==" } }] },
      { role: "model", parts: [{ functionCall: { name: "look", args: { at: "x" } } }] },
      { role: "user", parts: [{ functionResponse: { name: "look", response: { output: "a cat" } } }] },
    ],
    config: {
      systemInstruction: "be brief",
      temperature: 0.5,
      maxOutputTokens: 100,
      stopSequences: ["x"],
      responseMimeType: "application/json",
      responseSchema: { type: Type.OBJECT, properties: { a: { type: Type.STRING } } },
      thinkingConfig: { thinkingBudget: 512, includeThoughts: true },
      tools: [
        {
          functionDeclarations: [{ name: "look", parameters: { type: Type.OBJECT, properties: { at: { type: Type.STRING } } } }],
        },
      ],
      toolConfig: { functionCallingConfig: { mode: FunctionCallingConfigMode.ANY } },
    },
  });
  const [request] = requests;
  expect(request!.headers[gemini.authorization("")[0]]).toBe("AIza-1");
  expect(askedFor(request!.path)).toEqual({ model: "gpt-4o", stream: false });
  const { value, lost } = format.readRequest(request!.body, { model: "gpt-4o", stream: false });
  expect(lost).toEqual([]);
  expect(value).toMatchObject({
    system: ["be brief"],
    turns: [
      { role: "user", parts: [{ kind: "text" }, { kind: "image" }] },
      { role: "assistant", parts: [{ kind: "call", id: "call_1_0", arguments: '{"at":"x"}' }] },
      { role: "user", parts: [{ kind: "result", id: "call_1_0", name: "look", parts: [{ text: "a cat" }] }] },
    ],
    output: { kind: "schema", schema: { type: "object", properties: { a: { type: "string" } } } },
    reasoning: { budget: 512, shown: true },
    tools: [{ name: "look", parameters: { type: "object", properties: { at: { type: "string" } } } }],
    toolChoice: "required",
  });
});

test("a whole answer is understood", async () => {
  const { client } = await serving(200, format.writeAnswer(answer, thoughtful));
  const response = await client.models.generateContent({ model: "gpt-4o", contents: "hi" });
  expect(response.text).toBe("so");
  expect(response.functionCalls).toEqual([{ id: "call_1", name: "look", args: { at: "x" } }]);
  expect(response.usageMetadata).toEqual({
    promptTokenCount: 9,
    candidatesTokenCount: 5,
    thoughtsTokenCount: 2,
    cachedContentTokenCount: 4,
    totalTokenCount: 16,
  });
  expect(response.responseId).toBe("chatcmpl-1");
});

test("a chat keeps a streamed answer, and its next request is read as one turn of it", async () => {
  const events: readonly AnswerEvent[] = [
    { type: "start", id: "chatcmpl-1", model: "gpt-4o" },
    { type: "text", text: "Hel" },
    { type: "text", text: "lo" },
    { type: "stop", stop: { reason: "end" } },
    { type: "units", units: { input: 3, output: 2 } },
    { type: "end" },
  ];
  const { client, requests } = await serving(200, encoded(events), format.writeAnswer(answer, telling));
  const chat = client.chats.create({ model: "gpt-4o" });
  const seen: (string | undefined)[] = [];
  for await (const chunk of await chat.sendMessageStream({ message: "hi" })) seen.push(chunk.text);
  expect(seen.join("")).toBe("Hello");
  expect(askedFor(requests[0]!.path)).toEqual({ model: "gpt-4o", stream: true });
  await chat.sendMessage({ message: "and?" });
  expect(format.readRequest(requests[1]!.body, { model: "gpt-4o", stream: false }).value.turns).toEqual([
    { role: "user", parts: [{ kind: "text", text: "hi" }] },
    { role: "assistant", parts: [{ kind: "text", text: "Hello" }] },
    { role: "user", parts: [{ kind: "text", text: "and?" }] },
  ]);
});

const why = refuse({ code: "request_limited", status: 429, message: "slow down", by: "rate-limit" });

test("a refusal is an ApiError with its status", async () => {
  const { client, requests } = await serving(429, JSON.parse(gemini.renderError(why, {})) as object);
  const failed = client.models.generateContent({ model: "gpt-4o", contents: "hi" });
  await expect(failed).rejects.toMatchObject({
    name: "ApiError",
    status: 429,
    message: expect.stringContaining("slow down") as string,
  });
  expect(requests).toHaveLength(1);
});

test("a stream that fails midway throws an ApiError behind what was said", async () => {
  const said = encoded([
    { type: "start", id: "r", model: "m" },
    { type: "text", text: "Hel" },
  ]);
  const { client } = await serving(200, said + format.createEncoder(telling).fail(why));
  const seen: (string | undefined)[] = [];
  const run = async (): Promise<void> => {
    for await (const chunk of await client.models.generateContentStream({ model: "gpt-4o", contents: "hi" }))
      seen.push(chunk.text);
  };
  await expect(run()).rejects.toMatchObject({ name: "ApiError", status: 429 });
  expect(seen).toEqual(["Hel"]);
});
