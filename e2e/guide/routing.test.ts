/** Promise: what wire.md 1.2 says of A20 to A27 holds for the real binary: bodies, paths, and unknown paths and models. */
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { chat, embedding, messages, openScene, type Scene } from "./scene.ts";

let scene: Scene;
beforeAll(async () => {
  scene = await openScene();
});
afterAll(() => scene?.close());

test("A20 an unknown model is not found, in the guide's words and in OpenAI's", async () => {
  const { status, error } = await scene.chat({ model: "unknown" });
  expect({ status, ...error }).toEqual({
    status: 404,
    type: "invalid_request_error",
    message: "model not found: the model `unknown` does not exist or you do not have access to it.",
    param: "model",
    code: "model_not_found",
  });
});

test("A21 an unknown path is not found, in JSON", async () => {
  const { status, error, headers } = await scene.get("/v1/invalid");
  expect([status, headers.get("content-type")]).toEqual([404, "application/json"]);
  expect(error).toMatchObject({ type: "invalid_request_error", code: "endpoint_not_found" });
  expect(error.message).toMatch(/^endpoint not found/);
});

test.each([
  ["POST", "/v1/models", "GET"],
  ["GET", "/v1/chat/completions", "POST"],
])("A22 %s on %s is not allowed, in JSON and in OpenAI's words, without a code", async (method, path, allow) => {
  const { status, json, error, headers } = await scene.get(path, { method });
  expect([status, headers.get("allow"), headers.get("content-type")]).toEqual([405, allow, "application/json"]);
  // The decision's name is still there, where OpenAI has nothing.
  expect(json["type"]).toBe("method_not_allowed");
  expect(error).toEqual({
    type: "invalid_request_error",
    message: `Not allowed to ${method} on ${path}. (HINT: Perhaps you meant to use a different HTTP method?) Expected ${allow}.`,
    param: null,
    code: null,
  });
});

test.each(["{", "", '{"model":"llama-7b",}', "model=llama-7b"])("A23 the body %j is not JSON", async (body) => {
  const { status, error } = await scene.post("/v1/chat/completions", body);
  expect([status, error.type, error.code]).toEqual([400, "invalid_request_error", "invalid_json"]);
});

describe("A24 the content type", () => {
  const body = JSON.stringify({ model: chat, messages });

  test.each(["text/plain", "application/x-www-form-urlencoded"])("%s is 415, in JSON", async (type) => {
    const { status, error } = await scene.post("/v1/chat/completions", body, { "content-type": type });
    expect([status, error.type, error.code]).toEqual([415, "invalid_request_error", "unsupported_media_type"]);
  });

  test("application/vnd.api+json is taken", async () => {
    expect((await scene.post("/v1/chat/completions", body, { "content-type": "application/vnd.api+json" })).status).toBe(200);
  });

  test("may be missing when the body is JSON", async () => {
    const init = { method: "POST", body: Buffer.from(body) };
    expect((await scene.get("/v1/chat/completions", init)).status).toBe(200);
  });
});

describe("A25 a body", () => {
  const limit = 32 * 1024 * 1024;

  test("of exactly 32 MiB is taken", async () => {
    const around = JSON.stringify({ model: chat, messages, user: "" });
    const body = around.replace('"user":""', `"user":"${"x".repeat(limit - around.length)}"`);
    expect((await scene.post("/v1/chat/completions", body)).status).toBe(200);
    expect(scene.lastCall().body).toHaveLength(limit);
  });

  test("of one byte more is 413, in JSON, before it is sent", async () => {
    const { hostname, port } = new URL(scene.gateway.url);
    const socket = connect(Number(port), hostname);
    socket.write(`POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\ncontent-length: ${limit + 1}\r\n\r\n{`);
    let said = "";
    for await (const chunk of socket.setEncoding("utf8")) {
      said += chunk as string;
      if (said.endsWith("}")) break;
    }
    expect(said).toMatch(/^HTTP\/1\.1 413 /);
    expect(JSON.parse(said.split("\r\n\r\n")[1]!)).toMatchObject({
      error: { type: "invalid_request_error", code: "request_too_large" },
    });
  });
});

test("A25 a form may be larger: what takes files has a limit of its own", async () => {
  const form = new FormData();
  form.append("model", chat);
  form.append("file", new Blob([new Uint8Array(33 * 1024 * 1024)]), "a.mp3");
  const { status, json } = await scene.get("/v1/audio/transcriptions", { method: "POST", body: form });
  expect([status, json]).toEqual([200, expect.objectContaining({ text: expect.any(String) as string })]);
});

describe("A26 every form that OpenAI allows is taken:", () => {
  test.each<readonly [what: string, path: string, body: object]>([
    ["stop as a string", "/v1/chat/completions", { model: chat, messages, stop: "END" }],
    ["stop as a list", "/v1/chat/completions", { model: chat, messages, stop: ["END", "STOP"] }],
    [
      "content in parts",
      "/v1/chat/completions",
      { model: chat, messages: [{ role: "user", content: [{ type: "text", text: "Hello!" }] }] },
    ],
    ["a list of tokens", "/v1/embeddings", { model: embedding, input: [1, 2, 3] }],
    ["lists of tokens", "/v1/embeddings", { model: embedding, input: [[1, 2], [3]] }],
    ["a prompt of tokens", "/v1/completions", { model: chat, prompt: [1, 2, 3] }],
  ])("%s", async (_what, path, body) => {
    expect((await scene.post(path, body)).status).toBe(200);
    expect(JSON.parse(scene.lastCall().body)).toEqual(body);
  });
});

describe("A27 a slash in a model", () => {
  test("ends the name of a provider", async () => {
    expect((await scene.chat({ model: `inferno/${chat}` })).status).toBe(200);
    expect(JSON.parse(scene.lastCall().body)).toMatchObject({ model: chat });
  });

  test("may be written as %2F where the model stands in the path", async () => {
    const { status, json } = await scene.get(`/v1/models/inferno%2F${chat}`);
    expect([status, json["id"]]).toEqual([200, `inferno/${chat}`]);
  });

  test.each(["/etc/passwd", "../llama-7b", "./llama-7b", "other/llama-7b"])("leads nowhere else: %s", async (model) => {
    expect((await scene.chat({ model })).status).toBe(404);
  });
});
