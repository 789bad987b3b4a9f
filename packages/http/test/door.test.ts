/** What the door refuses before any plugin has seen it, and what it makes of the rest. */
import type { Call, Exchange } from "@headgate/core";
import { providersOf } from "@headgate/testkit";
import { request } from "node:http";
import { describe, expect, test } from "vitest";
import { chat, fine, openEdge } from "./edge.ts";

const text = (fields: object): string => JSON.stringify({ ...chat, ...fields });
const { model: _model, ...nameless } = chat;

describe("a body that is refused", () => {
  test.each<[string, string, number, string, string | null, RegExp]>([
    ["is empty", "", 400, "invalid_json", null, /not valid JSON \(at byte 0\)/],
    ["is damaged", '{"model":', 400, "invalid_json", null, /not valid JSON \(at byte 9\)/],
    ["has a stranger behind it", "{} x", 400, "invalid_json", null, /not valid JSON/],
    ["has damage inside", `{"model":"m","messages":[{]}`, 400, "invalid_json", null, /not valid JSON/],
    ["is a list", "[]", 400, "invalid_json", null, /not a JSON object/],
    ["is a string", '"model"', 400, "invalid_json", null, /not a JSON object/],
    ["is nested too deeply", `{"a":${"[".repeat(600)}${"]".repeat(600)}}`, 400, "invalid_json", null, /nested too deeply/],
    ["names its model twice", '{"model":"a","model":"b","messages":[{}]}', 400, "invalid_json", "model", /twice/],
    ["names it twice, once in disguise", '{"model":"a","mod\\u0065l":"b"}', 400, "invalid_json", "model", /twice/],
    ["has no model", JSON.stringify(nameless), 400, "missing_required_parameter", "model", /^model is required$/],
    ["has a null model", text({ model: null }), 400, "missing_required_parameter", "model", /required/],
    ["has an empty model", text({ model: "" }), 400, "missing_required_parameter", "model", /required/],
    ["has a number for a model", text({ model: 12 }), 400, "invalid_value", "model", /model is 12; expected a string/],
    ["has a list for a model", text({ model: ["m"] }), 400, "invalid_value", "model", /expected a string/],
    ["has no messages", '{"model":"m"}', 400, "missing_required_parameter", "messages", /^messages is required/],
    ["has empty messages", '{"model":"m","messages":[]}', 400, "missing_required_parameter", "messages", /required/],
    [
      "has only space in its messages",
      `{"model":"m","messages":[ \n\t]}`,
      400,
      "missing_required_parameter",
      "messages",
      /required/,
    ],
    ["asks for a stream in words", text({ stream: "yes" }), 400, "invalid_value", "stream", /expected true or false/],
    ["asks for a stream by number", text({ stream: 1 }), 400, "invalid_value", "stream", /stream is 1/],
  ])("%s", async (_name, body, status, code, param, message) => {
    const edge = await openEdge({ send: () => Promise.reject(new Error("it came through")) });
    const response = await edge.post("/v1/chat/completions", body);
    const {
      error,
      type,
      is_bifrost_error: ours,
    } = (await response.json()) as { error: { message: string }; type: string; is_bifrost_error: boolean };
    expect([response.status, type, ours]).toEqual([status, code, true]);
    expect(error).toEqual({ message: expect.stringMatching(message) as string, type: "invalid_request_error", param, code });
    expect(edge.lines()[0]).toMatchObject({ status, ended: "refused", error: { code, by: "gateway" } });
  });

  test.each([
    ["text/plain", {}],
    ["application/x-www-form-urlencoded", {}],
    ["multipart/form-data; boundary=x", {}],
    ["application/jsonx", {}],
    ["application/json", { "content-encoding": "gzip" }],
    ["application/json", { "content-encoding": "br" }],
  ])("is of type %s %j", async (type, more) => {
    const edge = await openEdge();
    const response = await edge.post("/v1/chat/completions", chat, { "content-type": type, ...more });
    expect([response.status, (await response.json()) as object]).toMatchObject([415, { type: "unsupported_media_type" }]);
  });

  test("asks embeddings for a stream", async () => {
    const edge = await openEdge();
    const response = await edge.post("/v1/embeddings", { model: "m", input: "x", stream: true });
    expect([response.status, (await response.json()) as object]).toMatchObject([400, { error: { param: "stream" } }]);
  });
});

describe("an operation says what it lacks in Bifrost's words", () => {
  const required = "missing_required_parameter";
  test.each<[string, object, string, string, string]>([
    ["/v1/audio/speech", { voice: "alloy" }, "input", required, "input is required for speech completion"],
    ["/v1/audio/speech", { input: "x" }, "voice", required, "voice is required for speech completion"],
    ["/v1/images/generations", { prompt: "" }, "prompt", required, "prompt cannot be empty"],
    ["/v1/moderations", {}, "input", required, "input is required for moderation"],
    ["/v1/rerank", { documents: ["a"] }, "query", required, "query is required for rerank"],
    ["/v1/rerank", { query: "q", documents: [] }, "documents", required, "documents are required for rerank"],
    [
      "/v1/rerank",
      { query: "q", documents: ["a", { text: "" }] },
      "documents[1]",
      required,
      "document text is required for rerank at index 1",
    ],
    ["/v2/rerank", { query: "q", documents: "a" }, "documents", "invalid_value", "documents must be a list of texts"],
    [
      "/v1/rerank",
      { query: "q", documents: ["a"], top_n: 0 },
      "top_n",
      "invalid_value",
      "top_n is 0; expected a whole number of at least 1",
    ],
    ["/v1/ocr", {}, "document", required, "document is required for ocr"],
    ["/v1/responses/input_tokens", {}, "input", required, "input is required for responses"],
    ["/v1/responses/compact", {}, "input", required, "input is required for responses"],
    [
      "/v1/responses/compact",
      { previous_response_id: "resp_1", stream: true },
      "stream",
      "invalid_value",
      "compact has no streaming form; leave stream out",
    ],
    [
      "/v1/ocr",
      { document: { type: "image_url" }, stream: true },
      "stream",
      "invalid_value",
      "ocr has no streaming form; leave stream out",
    ],
  ])("%s %j", async (path, body, param, code, message) => {
    const edge = await openEdge({ send: () => Promise.reject(new Error("it came through")) });
    const response = await edge.post(path, { model: "m", ...body });
    expect([response.status, await response.json()]).toMatchObject([400, { type: code, error: { message, param, code } }]);
  });
});

test.each([
  [{ stream_format: "sse" }, true],
  [{ stream_format: "audio" }, false],
  [{}, false],
  [{ stream: true }, false],
])("speech with %j asks for a stream: %s", async (fields, stream) => {
  const seen: boolean[] = [];
  const edge = await openEdge({
    send: (x) => {
      seen.push(x.stream);
      return fine();
    },
  });
  await edge.post("/v1/audio/speech", { model: "m", input: "x", voice: "alloy", ...fields });
  expect(seen).toEqual([stream]);
});

test.each([
  ["content-type", "application/json"],
  ["content-type", "Application/JSON; charset=utf-8"],
  ["content-type", "application/vnd.x+json"],
  ["content-encoding", "identity"],
  ["content-encoding", "Identity"],
])("a body of %s %s is welcome", async (name, value) => {
  const edge = await openEdge();
  expect((await edge.post("/v1/chat/completions", chat, { [name]: value })).status).toBe(200);
});

test.each([
  ["prompt", { prompt: { id: "p" } }],
  ["previous_response_id", { previous_response_id: "r" }],
  ["conversation", { conversation: "c" }],
])("a response may do without input beside %s", async (_name, fields) => {
  const edge = await openEdge();
  expect((await edge.post("/v1/responses", { model: "m", ...fields })).status).toBe(200);
  expect((await edge.post("/v1/responses", { model: "m" })).status).toBe(400);
});

describe("a body that is too large", () => {
  const send = (port: number, headers: object, chunks: readonly string[]): Promise<[number, string]> =>
    new Promise((resolve, reject) => {
      const sent = request({ port, path: "/v1/chat/completions", method: "POST", headers: { ...headers } }, (response) => {
        response.setEncoding("utf8").on("data", (chunk: string) => (body += chunk));
        response.on("end", () => resolve([response.statusCode!, body]));
      });
      let body = "";
      sent.on("error", reject);
      for (const chunk of chunks) sent.write(chunk);
      sent.end();
    });

  test.each([
    ["by its length", { "content-length": "60000" }],
    ["chunk by chunk", { "transfer-encoding": "chunked" }],
  ])("is refused %s, and the client hears it", async (_name, headers) => {
    const edge = await openEdge({ bodyLimitBytes: 1000 });
    const [status, body] = await send(
      edge.port,
      headers,
      Array.from({ length: 6 }, () => "x".repeat(10_000)),
    );
    expect([status, JSON.parse(body)]).toMatchObject([413, { type: "request_too_large" }]);
  });

  test("to the byte", async () => {
    const exact = JSON.stringify(chat);
    const edge = await openEdge({ bodyLimitBytes: exact.length });
    expect((await edge.post("/v1/chat/completions", exact)).status).toBe(200);
    expect((await edge.post("/v1/chat/completions", `${exact} `)).status).toBe(413);
  });
});

describe("what comes through", () => {
  const providers = providersOf([
    { name: "openai", dialect: "openai", models: ["gpt-4o", "both"] },
    { name: "other", dialect: "openai", models: ["both"] },
  ]);
  test.each([
    ["openai/gpt-4o", "openai", "gpt-4o"],
    ["gpt-4o", "openai", "gpt-4o"],
    ["unknown", "", "unknown"],
    ["nobody/m", "", "nobody/m"],
  ])("the model %s is a call to %j %j", async (model, provider, name) => {
    const calls: Call[] = [];
    const edge = await openEdge({
      providers,
      send: (_x, call) => {
        calls.push(call);
        return fine();
      },
    });
    expect((await edge.post("/v1/chat/completions", { ...chat, model })).status).toBe(200);
    expect(calls[0]).toMatchObject({ provider, model: name });
  });

  test.each<[object, boolean]>([
    [{}, false],
    [{ stream: null }, false],
    [{ stream: false }, false],
    [{ stream: true }, true],
  ])("%j is a stream: %j, with the bytes that came", async (fields, stream) => {
    const seen: Exchange[] = [];
    const edge = await openEdge({
      send: (x) => {
        seen.push(x);
        return fine();
      },
    });
    await edge.post("/v1/chat/completions", text(fields));
    expect([seen[0]!.stream, Buffer.from(seen[0]!.body.bytes!).toString()]).toEqual([stream, text(fields)]);
  });
});
