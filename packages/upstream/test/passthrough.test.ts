/** A request that is passed through: only where its provider's config lets it, as it is, once, and with nothing of its client's identity. */
import type { Call, ExchangeInit } from "@headgate/core";
import { exchangeOf, leave, type UpstreamStep } from "@headgate/testkit";
import { describe, expect, test } from "vitest";
import { createAllowList } from "../src/allow-list.ts";
import { listen, openRig, type RigOptions, secret, timeouts, until } from "./rig.ts";
import { stage } from "./stages.ts";

const rules = ["GET /v1/files", "POST /v1/files/*", "* /v1/batches/*", "DELETE /x"];

test.each([
  ["GET", "/v1/files", true],
  ["POST", "/v1/files", false],
  ["GET", "/v1/files/a", false],
  ["POST", "/v1/files/a", true],
  ["POST", "/v1/files/a/b", true],
  ["POST", "/v1/files/", false],
  ["POST", "/v1/filesystem", false],
  ["GET", "/v1/batches/a", true],
  ["DELETE", "/v1/batches/a/cancel", true],
  ["GET", "/v1/batches", false],
  ["GET", "/v1/FILES", false],
  ["get", "/v1/files", false],
  ["DELETE", "/x", true],
  ["DELETE", "/", false],
])("%s %s is allowed: %s", (method, path, allowed) => {
  expect(createAllowList(rules)(method, path)).toBe(allowed);
});

test("without rules nothing is allowed, and with * everything", () => {
  expect(createAllowList()("GET", "/v1/files")).toBe(false);
  expect(createAllowList(["* /*"])("PUT", "/v1/files")).toBe(true);
});

async function open(script: readonly UpstreamStep[], options: RigOptions = {}, init: Partial<ExchangeInit> = {}) {
  const rig = await openRig(script, { passthrough: ["* /v1/files", "* /v1/files/*"], ...options });
  const bytes = Buffer.from(init.method && init.method !== "GET" ? "raw \u0000 bytes" : "");
  const x = exchangeOf({
    operation: "passthrough",
    method: "GET",
    path: "/openai_passthrough/v1/files",
    stream: false,
    headers: {},
    body: { size: bytes.length, open: () => source(bytes) },
    ...init,
  });
  const send = (call: Partial<Call> = {}) => rig.send(x, { provider: "acme", model: "", ...call });
  return { rig, x, send };
}

function source(bytes: Buffer): ReturnType<Call["body"]["open"]> {
  return {
    start(sink) {
      sink.write(bytes);
      sink.end();
    },
    pause() {},
    resume() {},
    cancel() {},
  };
}

test("reaches the provider with its own method, path, query, type and bytes, and our key in the place of the client's", async () => {
  const headers = {
    "content-type": "application/pdf",
    accept: "application/json",
    "openai-beta": "assistants=v2",
    authorization: "Bearer client",
    "x-api-key": "client",
    "api-key": "client",
    "x-goog-api-key": "client",
    "x-bf-vk": "client",
    cookie: "client",
    "openai-organization": "client",
    "idempotency-key": "client",
    connection: "x-secret",
    "x-secret": "client",
    te: "trailers",
    host: "client",
  };
  const init = {
    method: "PUT",
    path: "/openai_passthrough/v1/files/a%20b",
    query: "key=client&a=1&%6bey=client&b=%2F&api-version=0&c",
    headers,
  };
  const { rig, send } = await open([{ status: 201, body: { ok: 1 } }], { query: { "api-version": "9" }, models: ["m"] }, init);
  const reply = await send({ headers: { traceparent: "t" } });
  const heard = listen(reply);
  expect(await heard.outcome).toMatchObject({ ended: "complete", status: 201, usage: undefined });
  expect(heard.text()).toBe('{"ok":1}');
  const [asked] = rig.upstream.requests;
  expect([asked!.method, asked!.path, asked!.body]).toEqual([
    "PUT",
    "/v1/files/a%20b?a=1&b=%2F&c&api-version=9",
    "raw \u0000 bytes",
  ]);
  const { host: _host, connection: _connection, ...sent } = asked!.headers;
  expect(sent).toEqual({
    "content-type": "application/pdf",
    accept: "application/json",
    "openai-beta": "assistants=v2",
    authorization: `Bearer ${secret}`,
    "user-agent": "headgate",
    "accept-encoding": "identity",
    "content-length": "11",
    traceparent: "t",
  });
  expect(rig.clock.pending).toBe(0);
});

test("a part of a file is asked for and comes as one", async () => {
  const step: UpstreamStep = ({ headers }, _body, response) => {
    const range = { "content-range": "bytes 2-3/9", "accept-ranges": "bytes", "content-type": "application/pdf" };
    response.writeHead(206, range).end([headers["range"], headers["if-range"]].join(" "));
  };
  const { send } = await open([step], {}, { headers: { range: "bytes=2-3", "if-range": '"e"' } });
  const reply = await send();
  expect([reply.status, reply.headers]).toMatchObject([206, { "content-range": "bytes 2-3/9", "accept-ranges": "bytes" }]);
  const heard = listen(reply);
  await heard.outcome;
  expect(heard.text()).toBe('bytes=2-3 "e"');
});

test("says nothing of a body that is not there", async () => {
  const { rig, send } = await open([{ body: {} }], {}, { headers: { "content-type": "application/json" } });
  listen(await send());
  expect(rig.upstream.requests[0]!.headers).not.toHaveProperty("content-type");
});

test.each<readonly [string, RigOptions, Partial<ExchangeInit>, Partial<Call>, number, RegExp]>([
  [
    "no rule",
    { passthrough: [] },
    {},
    {},
    404,
    /does not let GET \/v1\/files through: .*"GET \/v1\/files" in providers\.acme\.passthrough/,
  ],
  ["no rule for its method", { passthrough: ["GET /v1/files"] }, { method: "POST" }, {}, 404, /POST \/v1\/files/],
  ["an unknown provider", {}, {}, { provider: "nobody" }, 400, /^unknown provider "nobody"$/],
  ["no provider", {}, {}, { provider: "" }, 400, /^no provider of the openai dialect is configured$/],
  ["another dialect", {}, { dialect: "gemini" }, {}, 400, /acme speaks the openai dialect, not gemini/],
  ["only keys for some models", { keys: [{ name: "k0", value: secret, models: ["m"] }] }, {}, {}, 404, /model not found/],
])("%s: nothing leaves, and nobody else is asked", async (_what, options, init, call, status, message) => {
  const { rig, send } = await open([], options, init);
  const reply = await send(call);
  expect(reply.call).toBeUndefined();
  expect(reply.error).toMatchObject({ status, scope: "request", by: "gateway", message: expect.stringMatching(message) });
  expect(rig.upstream.requests).toEqual([]);
});

test("takes the first key that is for every model", async () => {
  const keys = [
    { name: "k0", value: secret, models: ["m"] },
    { name: "k1", value: "sk-all-0123456789" },
  ];
  const { rig, send } = await open([{ body: {} }], { keys });
  const reply = await send();
  listen(reply);
  expect([rig.upstream.requests[0]!.headers.authorization, reply.call?.credential?.name]).toEqual([
    "Bearer sk-all-0123456789",
    "k1",
  ]);
});

describe("an answer is relayed as it is", () => {
  test.each<readonly [string, UpstreamStep, number, string | undefined, string]>([
    ["JSON", { body: { object: "list" } }, 200, "application/json", '{"object":"list"}'],
    ["damaged JSON", { headers: { "content-type": "application/json" }, body: "{" }, 200, "application/json", "{"],
    ["an error in a 200", { body: { error: { message: "m" } } }, 200, "application/json", '{"error":{"message":"m"}}'],
    ["lines", { headers: { "content-type": "application/jsonl" }, body: "{}\n{}\n" }, 200, "application/jsonl", "{}\n{}\n"],
    ["events", { events: ["a", "[DONE]"] }, 200, "text/event-stream", "data: a\n\ndata: [DONE]\n\n"],
    ["events without an end", { events: ["a"] }, 200, "text/event-stream", "data: a\n\n"],
    ["nothing", (_request, _body, response) => void response.writeHead(204).end(), 204, undefined, ""],
    [
      "an error that nobody can read",
      { status: 404, headers: { "content-type": "text/html" }, body: "<p>no" },
      404,
      "text/html",
      "<p>no",
    ],
    ["an error without a body", (_request, _body, response) => void response.writeHead(404).end(), 404, undefined, ""],
    ["an error", { status: 400, body: { error: { message: "m" } } }, 400, "application/json", '{"error":{"message":"m"}}'],
  ])("%s", async (_what, step, status, type, text) => {
    const { rig, send } = await open([step]);
    const reply = await send();
    expect([reply.status, reply.headers["content-type"], reply.headers["x-bf-provider"]]).toEqual([status, type, "acme"]);
    const heard = listen(reply);
    await heard.outcome;
    expect([heard.ended, heard.text()]).toEqual([true, text]);
    expect(rig.clock.pending).toBe(0);
  });

  test("but our key, which an error may quote", async () => {
    const { send } = await open([{ status: 422, headers: { "content-type": "text/plain" }, body: `bad key ${secret}` }]);
    const text = listen(await send()).text();
    expect(text).toMatch(/^bad key sk-a/);
    expect(text).not.toContain(secret);
  });

  test("torn where it breaks off", async () => {
    const provider = stage();
    const { rig, send } = await open([provider.step]);
    const answered = send();
    (await provider.asked).writeHead(200, { "content-type": "text/event-stream" }).write("data: a\n\n");
    const heard = listen(await answered);
    await rig.clock.advance(timeouts.idleMs);
    expect(await heard.outcome).toMatchObject({ ended: "cut", error: { status: 504 } });
    expect([heard.frame, heard.text()]).toEqual([undefined, "data: a\n\n"]);
  });

  test("until its client leaves", async () => {
    const provider = stage();
    const { x, send } = await open([provider.step]);
    const answered = send();
    (await provider.asked).writeHead(200, { "content-type": "application/octet-stream" }).write("a");
    const heard = listen(await answered);
    heard.delivery.abort();
    leave(x);
    expect(await heard.outcome).toMatchObject({ ended: "aborted" });
    await until(() => provider.closed, "the socket to the provider stayed open");
  });
});

const lost: UpstreamStep = (_request, _body, response) => void response.destroy();
test.each<readonly [string, string, UpstreamStep, string, number]>([
  ["GET", "an error of the provider", { status: 500, body: "" }, "target", 500],
  ["POST", "an error of the provider", { status: 500, body: "" }, "request", 500],
  ["DELETE", "an error of the provider", { status: 404, body: "" }, "request", 404],
  ["GET", "a lost connection", lost, "target", 502],
  ["POST", "a lost connection", lost, "request", 502],
  ["PUT", "a redirect", { status: 302, body: "" }, "request", 502],
  ["POST", "a refused key", { status: 401, body: "" }, "key", 401],
  ["POST", "a key that has had enough", { status: 429, headers: { "retry-after": "2" }, body: "" }, "key", 429],
])("%s, %s: what may be run again is of scope %s", async (method, _what, step, scope, status) => {
  const { send } = await open([step], {}, { method });
  const reply = await send();
  expect(reply.error).toMatchObject({ scope, status });
  expect(reply.error!.retryAfterMs).toBe(status === 429 ? 2000 : undefined);
});
