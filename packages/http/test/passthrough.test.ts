/** What the door makes of a request that a provider is to have as it is: only a plain path passes, and nothing of the body is ours. */
import type { Body, Call, Exchange, Refusal } from "@headgate/core";
import { providersOf } from "@headgate/testkit";
import { request } from "node:http";
import { describe, expect, test } from "vitest";
import { type Edge, fine, openEdge } from "./edge.ts";

const providers = providersOf([
  { name: "claude", dialect: "anthropic" },
  { name: "first", dialect: "openai" },
  { name: "second", dialect: "openai" },
]);

async function openSeeing() {
  const seen: (readonly [Exchange, Call])[] = [];
  const edge = await openEdge({
    providers,
    send: (x, call) => {
      seen.push([x, call]);
      return fine();
    },
  });
  return { edge, seen };
}

interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** As it is written: `fetch` would tidy up the path. */
function ask({ port }: Edge, path: string, { method = "GET", headers = {}, body }: Asked = {}): Promise<[number, string]> {
  return new Promise((resolve, reject) => {
    const asking = request({ port, host: "127.0.0.1", method, path, headers }, (response) => {
      response.toArray().then((chunks) => resolve([response.statusCode!, Buffer.concat(chunks as Buffer[]).toString()]), reject);
    });
    asking.once("error", reject).end(body);
  });
}

function bytesOf(body: Body): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = [];
    const fail = ({ message }: Refusal): void => reject(new Error(message));
    body.open().start({ write: (bytes) => void chunks.push(bytes), end: () => resolve(Buffer.concat(chunks)), fail });
  });
}

test.each([
  "v1/files",
  "v1/files/file-abc_1.2~3",
  "v1/files/a@b.c",
  "v1beta/files/x:download",
  "v1/files/a%20b",
  "v1/...",
  "v1/.well-known",
  "v1/files/a%40b",
])("the path %s passes as it is", async (path) => {
  const { edge, seen } = await openSeeing();
  expect((await ask(edge, `/openai_passthrough/${path}?after=a%2Fb`))[0]).toBe(200);
  const [x, call] = seen[0]!;
  expect([x.path, x.query, x.operation, x.inference, x.stream, x.access]).toEqual([
    `/openai_passthrough/${path}`,
    "after=a%2Fb",
    "passthrough",
    true,
    false,
    "client",
  ]);
  expect([call.provider, call.model, call.credential]).toEqual(["first", "", undefined]);
});

test.each([
  "",
  "/",
  "v1/",
  "/v1/files",
  "v1//files",
  "v1/../admin",
  "v1/./files",
  "v1/files/..",
  "v1/%2e%2e/admin",
  "v1/.%2E/admin",
  "v1/%2e/files",
  "v1%2ffiles",
  "v1%2Ffiles",
  "v1/..%5cadmin",
  "v1\\..\\admin",
  "v1/%252e%252e/admin",
  "v1/..;/admin",
  "v1/..%3b/admin",
  "v1/files;a=b",
  "v1/fil%65s",
  "v1/files%3Fa=b",
  "v1/files%23a",
  "v1/files%00",
  "v1/files%0d%0aa",
  "v1/f%C3%AFles",
  "v1/%EF%BC%8E%EF%BC%8E/admin",
  "user@evil.test/v1",
  "user%40evil.test/v1",
  "@evil.test",
])("the path %j is invalid", async (path) => {
  const { edge, seen } = await openSeeing();
  const [status, body] = await ask(edge, `/openai_passthrough/${path}`);
  expect([status, seen.length]).toEqual([400, 0]);
  expect(JSON.parse(body)).toMatchObject({ error: { message: "invalid passthrough path" } });
});

test.each([
  "/%6fpenai_passthrough/v1/files",
  "/OPENAI_PASSTHROUGH/v1/files",
  "//openai_passthrough/v1/files",
  "/x/../openai_passthrough/v1/files",
  "/openai_passthrough/../v1/files",
  "/litellm/openai_passthrough/v1/files",
  "http://evil.test/openai_passthrough/v1/files",
  "/openai_passthrough",
  "/openai_passthrough/%c0%ae%c0%ae/x",
])("%s leads nowhere", async (path) => {
  const { edge, seen } = await openSeeing();
  const [status] = await ask(edge, path);
  expect([400, 404]).toContain(status);
  expect(seen).toEqual([]);
});

test.each(["GET", "POST", "PUT", "PATCH", "DELETE"])("%s passes with any body", async (method) => {
  const { edge, seen } = await openSeeing();
  const body = '{"model":"second/m","fallbacks":["claude/m"],"stream":true} and \u0000 more';
  const headers = { "content-type": "multipart/form-data; boundary=x", "content-length": String(Buffer.byteLength(body)) };
  expect((await ask(edge, "/openai_passthrough/v1/files", { method, body, headers }))[0]).toBe(200);
  const [x, call] = seen[0]!;
  expect((await bytesOf(call.body)).toString()).toBe(body);
  expect([x.method, x.stream, x.field("model"), x.field("fallbacks"), call.provider]).toEqual([
    method,
    false,
    undefined,
    undefined,
    "first",
  ]);
});

test("another method is refused with those that pass", async () => {
  const { edge } = await openSeeing();
  const response = await fetch(`${edge.url}/openai_passthrough/v1/files`, { method: "OPTIONS" });
  expect([response.status, response.headers.get("allow")]).toEqual([405, "GET, POST, PUT, PATCH, DELETE"]);
});

test("a body above the limit is refused", async () => {
  const { edge, seen } = await openSeeing();
  const [status] = await ask(edge, "/openai_passthrough/v1/files", { method: "POST", body: "x".repeat(100_001) });
  expect([status, seen.length]).toEqual([413, 0]);
});

describe("it goes to", () => {
  test.each([
    ["the first provider of its dialect", {}, "first"],
    ["the one that is named", { "x-model-provider": "second" }, "second"],
    ["the one that is named in Bifrost's other way", { "x-bf-model-provider": "second" }, "second"],
    ["whatever is named: who may not ask need not hear whether it is there", { "x-model-provider": "nobody" }, "nobody"],
  ])("%s", async (_what, headers, provider) => {
    const { edge, seen } = await openSeeing();
    await ask(edge, "/openai_passthrough/v1/files", { headers });
    expect(seen[0]![1].provider).toBe(provider);
  });
});
