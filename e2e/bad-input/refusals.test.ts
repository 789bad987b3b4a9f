/** Promise: invalid requests are refused with the right status, code and parameter, and no provider is called. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { bodyLimitBytes, credentials, goodBody, openScene, type Scene } from "./scene.ts";

let scene: Scene;
beforeAll(async () => {
  scene = await openScene();
});
afterEach(async () => {
  await scene.goodRequest();
});
afterAll(() => scene?.close());

interface Request {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | ReadableStream | null;
}

async function send({
  method = "POST",
  path = "/v1/chat/completions",
  headers = {},
  body = goodBody,
}: Request): Promise<Response> {
  return fetch(scene.gateway.url + path, {
    method,
    headers: { ...credentials, "content-type": "application/json", ...headers },
    body: method === "GET" ? null : (body as string),
    ...(body instanceof ReadableStream && { duplex: "half" }),
  });
}

/** Status, code and the rest of a refusal, after checking its envelope and its request id. */
async function refusalOf(response: Response): Promise<object> {
  const text = await response.text();
  expect(text).toMatch(/^\{/);
  const { error } = JSON.parse(text) as { error: object };
  expect(error ?? text).toEqual({
    message: expect.any(String) as string,
    type: "invalid_request_error",
    param: expect.toBeOneOf([null, expect.any(String)]) as string | null,
    code: expect.toBeOneOf([null, expect.any(String)]) as string | null,
  });
  // OpenAI has no code for a wrong method.
  expect((error as { code: unknown }).code === null).toBe(response.status === 405);
  expect(response.headers.get("content-type")).toBe("application/json");
  expect(response.headers.get("x-request-id")).toMatch(/^[\w.-]+$/);
  return { ...error, status: response.status };
}

const nested = "[".repeat(600) + "]".repeat(600);
test.each([
  { what: "nothing", body: "" },
  { what: "half an object", body: goodBody.slice(0, -1) },
  { what: "a list", body: "[]" },
  { what: "a string", body: '"model"' },
  { what: "null", body: "null" },
  { what: "a trailing comma", body: '{"model":"strict/m",}' },
  { what: "single quotes", body: "{'model':'strict/m'}" },
  { what: "something after the object", body: `${goodBody} x` },
  { what: "two objects", body: goodBody + goodBody },
  { what: "a byte-order mark", body: `\ufeff${goodBody}` },
  { what: "a line break inside a string", body: '{"model":"strict/m","messages":"a\nb"}' },
  { what: "a number that JSON does not have", body: '{"model":"strict/m","messages":[1],"n":01}' },
  { what: "600 levels of lists", body: `{"model":"strict/m","messages":${nested}}` },
])("a body of $what is 400 invalid_json", async ({ body }) => {
  expect(await refusalOf(await send({ body }))).toMatchObject({ status: 400, code: "invalid_json" });
});

test.each([
  { what: "written twice", body: '{"model":"strict/m","messages":[1],"model":"strict/m"}' },
  { what: "written twice, once with an escape", body: '{"model":"strict/m","messages":[1],"mod\\u0065l":"other"}' },
  { what: "written with an escape only", body: '{"mod\\u0065l":"strict/m","messages":[1]}' },
])("a model $what is 400, for others might read another one", async ({ body }) => {
  expect(await refusalOf(await send({ body }))).toMatchObject({ status: 400, code: "invalid_json", param: "model" });
});

const chat = "/v1/chat/completions";
test.each([
  { path: chat, body: '{"messages":[1]}', param: "model" },
  { path: chat, body: '{"model":"","messages":[1]}', param: "model" },
  { path: chat, body: '{"model":null,"messages":[1]}', param: "model" },
  { path: chat, body: '{"model":"strict/m"}', param: "messages" },
  { path: chat, body: '{"model":"strict/m","messages":[]}', param: "messages" },
  { path: "/v1/completions", body: '{"model":"strict/m"}', param: "prompt" },
  { path: "/v1/embeddings", body: '{"model":"strict/m","input":""}', param: "input" },
  { path: "/v1/responses", body: '{"model":"strict/m"}', param: "input" },
  { path: "/openai/v1/chat/completions", body: '{"messages":[1]}', param: "model" },
])("$path with $body misses $param", async ({ path, body, param }) => {
  expect(await refusalOf(await send({ path, body }))).toMatchObject({ status: 400, code: "missing_required_parameter", param });
});

test.each([
  { path: chat, more: '"model":5', param: "model" },
  { path: chat, more: '"model":["strict/m"]', param: "model" },
  { path: chat, more: '"model":{"a":1}', param: "model" },
  { path: chat, more: '"model":true', param: "model" },
  { path: chat, more: '"model":"strict/m","stream":"true"', param: "stream" },
  { path: chat, more: '"model":"strict/m","stream":1', param: "stream" },
  { path: "/v1/embeddings", more: '"model":"strict/m","stream":true', param: "stream" },
])("$path with $more has a wrong $param", async ({ path, more, param }) => {
  const response = await send({ path, body: `{"messages":[1],"input":"x",${more}}` });
  expect(await refusalOf(response)).toMatchObject({ status: 400, code: "invalid_value", param });
});

test.each(["m2", "strict/m2", "nowhere/m", "/", "strict/", "__proto__", "constructor", "a".repeat(50), "\u0000", "\u{1f600}"])(
  "the unknown model %j is 404",
  async (model) => {
    const response = await send({ body: JSON.stringify({ model, messages: [1] }) });
    expect(await refusalOf(response)).toMatchObject({ status: 404, code: "model_not_found", param: "model" });
  },
);

const paths = ["/", "/v1", "/v2/chat/completions", "/v1//chat/completions", "/v1/chat%2Fcompletions"];
describe.each(paths)("the unknown path %s", (path) => {
  test.each(["GET", "POST"])("is 404 for %s", async (method) => {
    expect(await refusalOf(await send({ method, path }))).toMatchObject({ status: 404, code: "endpoint_not_found" });
  });
});

test("a path that is no valid encoding is refused in the same words as any other", async () => {
  expect(await refusalOf(await send({ method: "GET", path: "/v1/%zz" }))).toMatchObject({
    status: 404,
    code: "endpoint_not_found",
  });
});

test.each([
  { method: "GET", path: chat, allow: "POST" },
  { method: "DELETE", path: "/v1/responses", allow: "POST" },
  { method: "PUT", path: "/v1/embeddings", allow: "POST" },
  { method: "POST", path: "/v1/models", allow: "GET" },
  { method: "POST", path: "/v1/models/strict%2Fm", allow: "GET" },
  { method: "POST", path: "/health", allow: "GET" },
])("$method $path is 405 and allows $allow", async ({ method, path, allow }) => {
  const response = await send({ method, path });
  expect(response.headers.get("allow")).toBe(allow);
  expect(await refusalOf(response)).toMatchObject({ status: 405 });
});

test.each(["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/jsonp", "json"])(
  "the content type %s is 415",
  async (type) => {
    expect(await refusalOf(await send({ headers: { "content-type": type } }))).toMatchObject({ status: 415 });
  },
);

test.each(["application/json; charset=utf-8", "APPLICATION/JSON", "application/vnd.api+json"])(
  "the content type %s is taken",
  async (type) => {
    expect((await send({ headers: { "content-type": type } })).status).toBe(200);
  },
);

test.each(["gzip", "br", "deflate, gzip"])("the content encoding %s is 415", async (encoding) => {
  expect(await refusalOf(await send({ headers: { "content-encoding": encoding } }))).toMatchObject({ status: 415 });
});

const large = goodBody.replace("hi", "x".repeat(bodyLimitBytes));
test.each([
  { how: "with its length announced", body: () => large },
  { how: "in chunks", body: () => new Blob([large]).stream() },
])("a body beyond the limit is 413, $how", async ({ body }) => {
  expect(await refusalOf(await send({ body: body() as ReadableStream }))).toMatchObject({
    status: 413,
    code: "request_too_large",
  });
});

test("a body of exactly the limit is taken", async () => {
  const body = goodBody.replace("hi", "x".repeat(bodyLimitBytes - goodBody.length + 2));
  expect((await send({ body })).status).toBe(200);
});

test.each([
  { who: "no key", headers: { authorization: "" }, code: "missing_api_key" },
  { who: "another scheme", headers: { authorization: "Basic Y2xpZW50Og==" }, code: "missing_api_key" },
  { who: "a wrong key", headers: { authorization: "Bearer wrong" }, code: "invalid_api_key" },
  { who: "a wrong key of the gateway's kind", headers: { authorization: "", "x-bf-vk": "sk-bf-wrong" }, code: "invalid_api_key" },
])("$who is 401 on every route of clients", async ({ headers, code }) => {
  for (const path of [chat, "/v1/completions", "/v1/embeddings", "/v1/responses"]) {
    const body = JSON.stringify({ model: "strict/m", messages: [1], prompt: "x", input: "x" });
    expect(await refusalOf(await send({ path, headers, body }))).toMatchObject({ status: 401, code });
  }
  for (const path of ["/v1/models", "/v1/models/m", "/openai/v1/models"]) {
    expect(await refusalOf(await send({ method: "GET", path, headers }))).toMatchObject({ status: 401, code });
  }
});

test("after all of that no provider has seen what it could misread", () => {
  expect(scene.provider.misled).toEqual([]);
});
