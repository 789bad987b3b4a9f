/** The route table, walked: what each entrance is, and what is none. */
import { type Exchange, type Hooks, refuse, reply } from "@headgate/core";
import { anthropic, gemini, openai } from "@headgate/dialects";
import { describe, expect, test } from "vitest";
import { fine, openEdge, plugin } from "./edge.ts";

const bodies: Record<string, object> = {
  chat: { model: "m", messages: [{}] },
  completions: { model: "m", prompt: "x" },
  embeddings: { model: "m", input: "x" },
  responses: { model: "m", input: "x" },
  speech: { model: "m", input: "x", voice: "alloy" },
  image_generations: { model: "m", prompt: "x" },
  moderations: { model: "m", input: "x" },
  rerank: { model: "m", query: "x", documents: ["y"] },
  ocr: { model: "m", document: { type: "document_url", document_url: "https://a.b/c.pdf" } },
  input_tokens: { model: "m", input: "x" },
  compact: { model: "m", input: "x" },
  transcriptions: form({ model: "m", file: new Blob(["x"]) }),
  translations: form({ model: "m", file: new Blob(["x"]) }),
  image_edits: form({ model: "m", image: new Blob(["x"]), prompt: "x" }),
  image_variations: form({ model: "m", image: new Blob(["x"]) }),
};
const paths = openai.operations.flatMap(({ name, paths: own }) => own.map((path) => [path, name] as const));

function form(fields: Readonly<Record<string, string | Blob>>): FormData {
  const out = new FormData();
  for (const [name, value] of Object.entries(fields)) out.append(name, value);
  return out;
}

/** An edge that keeps the last exchange that came through. */
async function openSeeing(hooks: Hooks = {}) {
  const seen: Exchange[] = [];
  const edge = await openEdge({
    plugins: [plugin("own", hooks)],
    send: (x) => {
      seen.push(x);
      return fine();
    },
  });
  return { edge, seen };
}

describe.each(paths)("%s", (path, operation) => {
  test("is an entrance", async () => {
    const { edge, seen } = await openSeeing();
    expect((await edge.post(`${path}?a=1&b=2`, bodies[operation])).status).toBe(200);
    const { access, inference, dialect, method, query, peer, headers, ...rest } = seen[0]!;
    expect([rest.operation, rest.path, access, inference, dialect, method, query]).toEqual([
      operation,
      path,
      "client",
      true,
      "openai",
      "POST",
      "a=1&b=2",
    ]);
    const type = bodies[operation] instanceof FormData ? /^multipart\/form-data; boundary=/ : /^application\/json$/;
    expect([peer, headers["content-type"]]).toEqual(["127.0.0.1", expect.stringMatching(type)]);
  });

  test.each(["GET", "PUT", "DELETE", "PATCH", "OPTIONS"])("refuses %s and says what it allows", async (method) => {
    const { edge } = await openSeeing();
    const response = await fetch(edge.url + path, { method });
    expect([response.status, response.headers.get("allow")]).toEqual([405, "POST"]);
    expect(await response.json()).toMatchObject({
      type: "method_not_allowed",
      error: {
        message: `Not allowed to ${method} on ${path}. (HINT: Perhaps you meant to use a different HTTP method?) Expected POST.`,
        type: "invalid_request_error",
        code: null,
      },
    });
  });
});

test.each([
  "/",
  "/v1",
  "/v1/",
  "/v1/chat",
  "/v1/chat/completions/x",
  "/V1/chat/completions",
  "//v1/chat/completions",
  "/v1/chat%2Fcompletions",
])("%s is nowhere", async (path) => {
  const { edge, seen } = await openSeeing();
  const response = await edge.post(path);
  expect([response.status, seen.length]).toEqual([404, 0]);
  expect(await response.json()).toMatchObject({ type: "endpoint_not_found", error: { code: "endpoint_not_found", param: null } });
});

test("a path that is no valid URL is refused in the same words as any other", async () => {
  const { edge } = await openSeeing();
  const response = await fetch(`${edge.url}/v1/%zz`);
  expect([response.status, response.headers.has("x-request-id"), edge.lines().length]).toEqual([404, true, 1]);
  expect(await response.json()).toMatchObject({ error: { code: "endpoint_not_found" } });
});

describe("a plugin's routes", () => {
  const say =
    (text: string): (() => ReturnType<typeof reply>) =>
    () =>
      reply({ status: 200, body: text });
  const hooks: Hooks = {
    routes: [
      { method: "GET", path: "/api/keys", access: "public", handle: say("list") },
      { method: "POST", path: "/api/keys", access: "client", handle: say("create") },
      {
        method: "GET",
        path: "/api/keys/:id",
        access: "public",
        handle: ({ path }) => reply({ status: 200, body: `one ${path}` }),
      },
      { method: "GET", path: "/files/*", access: "public", handle: ({ path }) => reply({ status: 200, body: `rest ${path}` }) },
      { method: "GET", path: "/no", access: "public", handle: () => refuse({ code: "no", status: 418, message: "never" }) },
      { method: "GET", path: "/crash", access: "public", handle: () => Promise.reject(new Error("secret detail")) },
    ],
  };
  test.each([
    ["GET", "/api/keys", 200, "list"],
    ["GET", "/api/keys?x=1", 200, "list"],
    ["POST", "/api/keys", 200, "create"],
    ["GET", "/api/keys/7", 200, "one /api/keys/7"],
    ["GET", "/api/keys/a%2Fb", 200, "one /api/keys/a%2Fb"],
    ["GET", "/api/keys/7/8", 404, "endpoint_not_found"],
    ["GET", "/files/a", 200, "rest /files/a"],
    ["GET", "/files/a/b/c", 200, "rest /files/a/b/c"],
    ["DELETE", "/api/keys", 405, "Expected GET or POST"],
    ["POST", "/api/keys/7", 405, "Expected GET"],
    ["GET", "/no", 418, "never"],
    ["GET", "/crash", 500, "the gateway failed"],
  ])("%s %s is %i %s", async (method, path, status, text) => {
    const { edge, seen } = await openSeeing(hooks);
    const response = await fetch(edge.url + path, { method });
    expect([response.status, seen.length]).toEqual([status, 0]);
    const body = await response.text();
    expect(body).toContain(text);
    expect(body).not.toContain("secret detail");
  });

  test("answers in the words of the operation whose path it shares, where a header asks for it", async () => {
    const handle = () => refuse({ code: "job_not_found", status: 404, message: "no such job" });
    const own: Hooks = {
      routes: ["/v1/messages", "/v1/responses"].map((path) => ({
        method: "POST",
        path,
        access: "client",
        header: "x-job",
        handle,
      })),
    };
    const edge = await openEdge({ dialects: [openai, anthropic], plugins: [plugin("own", own)] });
    const said = async (path: string): Promise<unknown> => (await edge.post(path, {}, { "x-job": "1" })).json();
    expect(await said("/v1/messages")).toMatchObject({
      type: "error",
      error: { type: "not_found_error", message: "no such job" },
    });
    expect(await said("/v1/responses")).toMatchObject({ type: "job_not_found", error: { type: "invalid_request_error" } });
    expect((await edge.post("/v1/messages", {})).status).toBe(400);
  });

  test("take any body, for they are no inference", async () => {
    const { edge } = await openSeeing(hooks);
    expect((await edge.post("/api/keys", "not json", { "content-type": "text/plain" })).status).toBe(200);
  });

  test("are refused by the plugins before theirs", async () => {
    const gate = plugin("gate", { pre: () => refuse({ code: "shut", status: 403, message: "shut" }) });
    const edge = await openEdge({ plugins: [gate, plugin("own", hooks)] });
    const response = await fetch(`${edge.url}/api/keys`);
    expect(await response.json()).toMatchObject({ type: "shut", extra_fields: { refused_by: "gate" } });
  });
});

describe("an alias", () => {
  const hooks: Hooks = { routes: [{ method: "POST", path: "/v1/async/*", access: "client", as: "/v1/*" }] };
  const asynchronous = paths
    .filter(([path]) => path.startsWith("/v1/"))
    .map(([path, name]) => [path.replace("/v1/", "/v1/async/"), name] as const);

  test.each(asynchronous)("%s is the operation %s, through the whole pipeline", async (path, operation) => {
    const { edge, seen } = await openSeeing(hooks);
    expect((await edge.post(path, bodies[operation])).status).toBe(200);
    expect(seen[0]).toMatchObject({ operation, path, inference: true, access: "client" });
  });

  test("judges the body as the operation does", async () => {
    const { edge } = await openSeeing(hooks);
    expect(await (await edge.post("/v1/async/embeddings", { model: "m" })).json()).toMatchObject({ error: { param: "input" } });
  });

  test.each(["/v1/async/nothing", "/v1/async", "/openai/v1/async/chat/completions"])("%s is none", async (path) => {
    const { edge } = await openSeeing(hooks);
    expect((await edge.post(path)).status).toBe(404);
  });
});

test.each([
  ["GET", "/nowhere", "type", "endpoint_not_found"],
  ["POST", "/v1/nothing", "type", "endpoint_not_found"],
  ["POST", "/anthropic/v1/nothing", "type", "error"],
  ["POST", "/v1/messages/nothing", "type", "error"],
  ["DELETE", "/v1/messages", "type", "error"],
  ["POST", "/genai/v1beta/nothing", "error", { status: "NOT_FOUND" }],
  ["POST", "/v1beta/tunedModels/nothing", "error", { status: "NOT_FOUND" }],
])("%s %s is said in the words that its client knows", async (method, path, field, said) => {
  const edge = await openEdge({ dialects: [openai, anthropic, gemini] });
  const response = await fetch(edge.url + path, { method });
  expect(await response.json()).toMatchObject({ [field]: said });
});
