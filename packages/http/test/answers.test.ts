/** What every answer carries: its id, its refusal in the client's words, what to do next, and one line in the log. */
import { type RefusalInit, refuse, refused, reply, type Reply } from "@headgate/core";
import { describe, expect, test } from "vitest";
import { chat, fine, openEdge, plugin } from "./edge.ts";

const call = { provider: "openai", model: "gpt-4o" } as Reply["call"];
const path = "/v1/chat/completions";
const no =
  (init: Partial<RefusalInit>): (() => Reply) =>
  () =>
    refused(refuse({ code: "no", status: 400, message: "m", by: "provider", ...init }), call);
/** A provider's own error body, classified. */
const said =
  (init: Partial<RefusalInit>, body = '{"error":{"message":"theirs"}}', headers = {}): (() => Reply) =>
  () =>
    reply({
      status: init.status ?? 400,
      headers: { "content-type": "application/json", ...headers },
      body,
      call,
      error: refuse({ code: "no", status: 400, message: "m", by: "provider", ...init }),
    });

describe("the request id", () => {
  const uuid = /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/;
  test.each([
    ["client-1", /^client-1$/],
    ["a.b_c-D9", /^a\.b_c-D9$/],
    ["x".repeat(128), /^x{128}$/],
    ["x".repeat(129), uuid],
    ["has space", uuid],
    ["semi;colon", uuid],
    [undefined, uuid],
  ])("%s is answered with %s", async (sent, expected) => {
    const edge = await openEdge({ send: (x) => reply({ status: 200, body: x.id }) });
    const response = await edge.post(path, chat, sent === undefined ? {} : { "x-request-id": sent });
    const id = response.headers.get("x-request-id")!;
    expect(id).toMatch(expected);
    expect([await response.text(), edge.lines()[0]!.id]).toEqual([id, id]);
  });

  test.each(["GET", "POST"])("stands on refusals too (%s)", async (method) => {
    const edge = await openEdge();
    const response = await fetch(`${edge.url}/nowhere`, { method, headers: { "x-request-id": "r1" } });
    expect(response.headers.get("x-request-id")).toBe("r1");
  });
});

test("a refusal is an envelope that says who refused what", async () => {
  const gate = plugin("gate", { pre: () => refuse({ code: "shut", status: 403, message: "closed", param: "model" }) });
  const edge = await openEdge({ plugins: [gate] });
  const response = await edge.post(path);
  expect([response.status, response.headers.get("content-type")]).toEqual([403, "application/json"]);
  expect(await response.json()).toEqual({
    type: "shut",
    is_bifrost_error: false,
    status_code: 403,
    error: { message: "closed", type: "invalid_request_error", param: "model", code: "shut" },
    extra_fields: { request_type: "chat_completion", refused_by: "gate" },
  });
});

describe("how long to wait", () => {
  test.each<[number | undefined, string | null, string | null]>([
    [undefined, null, null],
    [0, "0", "0"],
    [250, "1", "250"],
    [1500.4, "2", "1501"],
    [60_000, "60", "60000"],
    [3_600_000, "60", "60000"],
    [Infinity, "60", "60000"],
  ])("a wait of %s ms is retry-after %s, retry-after-ms %s", async (retryAfterMs, seconds, ms) => {
    for (const send of [no, said]) {
      const edge = await openEdge({ send: send({ status: 429, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) }) });
      const { headers } = await edge.post(path);
      expect([headers.get("retry-after"), headers.get("retry-after-ms")]).toEqual([seconds, ms]);
    }
  });

  test.each<[Partial<RefusalInit>, string | null]>([
    [{ status: 429, code: "rate_limit_exceeded" }, null],
    [{ status: 503 }, null],
    [{ status: 429, code: "insufficient_quota" }, "false"],
    [{ status: 402, code: "budget_exceeded" }, "false"],
    [{ status: 500, code: "internal_error" }, "false"],
    [{ status: 401, scope: "key" }, "false"],
  ])("%j says x-should-retry: %s", async (init, expected) => {
    for (const send of [no, said]) {
      const edge = await openEdge({ send: send(init) });
      expect((await edge.post(path)).headers.get("x-should-retry")).toBe(expected);
    }
  });
});

describe("a provider's own error", () => {
  test.each([400, 404, 409, 422, 429, 500, 503])("of status %i reaches the client as it is", async (status) => {
    const edge = await openEdge({ send: said({ status, scope: "key" }) });
    const response = await edge.post(path);
    expect([response.status, await response.text()]).toEqual([status, '{"error":{"message":"theirs"}}']);
  });

  test.each([401, 403])("that rejects our key with %i is a 502 that does not say how", async (status) => {
    for (const send of [no, said]) {
      const edge = await openEdge({ send: send({ status, scope: "key", message: "Incorrect API key sk-123" }) });
      const response = await edge.post(path);
      const text = await response.text();
      expect([response.status, JSON.parse(text)]).toMatchObject([502, { type: "upstream_auth_error", status_code: 502 }]);
      expect(text).not.toMatch(/sk-123|theirs/);
      expect(edge.outcomes[0]).toMatchObject({ status: 502, ended: "refused" });
    }
  });

  test.each([
    [{ status: 401, scope: "request" as const }, 401],
    [{ status: 401, scope: "key" as const, by: "auth" }, 401],
    [{ status: 403, scope: "target" as const }, 403],
  ])("%j keeps its status, for it is not about our key", async (init, status) => {
    const edge = await openEdge({ send: said(init) });
    expect((await edge.post(path)).status).toBe(status);
  });
});

test("a plugin may keep its headers: nothing is written into them", async () => {
  const headers = Object.freeze({ "content-type": "text/plain" }) as Record<string, string>;
  const edge = await openEdge({ send: () => reply({ status: 200, headers, body: "x" }) });
  for (const id of ["r1", "r2"]) {
    const response = await edge.post(path, chat, { "x-request-id": id });
    expect([response.status, response.headers.get("x-request-id")]).toEqual([200, id]);
  }
  expect(headers).toEqual({ "content-type": "text/plain" });
});

describe("a body", () => {
  test.each<[string, Reply["body"], string]>([
    ["of text", "héllo", "héllo"],
    ["of bytes", Buffer.from("héllo"), "héllo"],
    ["of nothing", null, ""],
    ["that is empty", "", ""],
  ])("%s comes whole, with its length", async (_name, body, text) => {
    const edge = await openEdge({ send: () => reply({ status: 201, headers: { "x-own": "1" }, body }) });
    const response = await edge.post(path);
    expect([response.status, await response.text(), response.headers.get("x-own")]).toEqual([201, text, "1"]);
    expect(response.headers.get("content-length")).toBe(String(Buffer.byteLength(text)));
  });

  test("that HTTP cannot write ends the request, not the process, and settles it", async () => {
    const edge = await openEdge({ send: () => reply({ status: 200, headers: { "x-bad": "a\r\nb" }, body: "x" }) });
    await expect(edge.post(path)).rejects.toThrow("fetch failed");
    expect([edge.outcomes.length, edge.pipeline.inFlight]).toEqual([1, 0]);
  });
});

test("admission judges before anything is read", async () => {
  const barred = refuse({ code: "barred", status: 403, message: "not you", by: "gateway" });
  const edge = await openEdge({ admission: ({ headers }) => (headers["x-me"] ? undefined : barred), send: fine });
  expect((await edge.post(path)).status).toBe(403);
  expect((await edge.post("/nowhere")).status).toBe(403);
  expect((await edge.post(path, chat, { "x-me": "1" })).status).toBe(200);
});

test("an edge that crashes answers for it, and lives", async () => {
  const edge = await openEdge({
    admission: ({ headers }) => {
      if (headers["x-crash"]) throw new Error("secret detail");
      return undefined;
    },
  });
  const response = await edge.post(path, chat, { "x-crash": "1" });
  expect([response.status, (await response.text()).includes("secret detail")]).toEqual([500, false]);
  expect((await edge.post(path)).status).toBe(200);
});
