/** What providers keep, asked at the paths of their SDKs: a passthrough of one path, to whoever lets it through. */
import type { Body, Call, Exchange, Providers, Refusal } from "@headgate/core";
import { anthropic, openai } from "@headgate/dialects";
import { providersOf } from "@headgate/testkit";
import { randomBytes } from "node:crypto";
import { request } from "node:http";
import { describe, expect, test } from "vitest";
import { type Edge, fine, openEdge, plugin } from "./edge.ts";

const all = providersOf([
  { name: "claude", dialect: "anthropic" },
  { name: "first", dialect: "openai" },
  { name: "second", dialect: "openai" },
]);
/** As the upstream has them: the first makes no responses, the second keeps files. */
const providers: Providers = {
  ...all,
  list: () =>
    all.list().map((provider) => ({
      ...provider,
      operations: provider.name === "first" ? ["chat"] : undefined,
      allows: (method: string, path: string) => provider.name === "second" && method === "POST" && path === "/v1/files",
    })),
};

async function openSeeing() {
  const seen: (readonly [Exchange, Call])[] = [];
  const routes = [{ method: "POST", path: "/v1/async/*", access: "client", as: "/v1/*" }] as const;
  const edge = await openEdge({
    dialects: [openai, anthropic],
    providers,
    plugins: [plugin("jobs", { routes })],
    send: (x, call) => {
      seen.push([x, call]);
      return fine();
    },
  });
  return { edge, seen };
}

/** As it is written: `fetch` would tidy up the path. */
function ask({ port }: Edge, method: string, path: string): Promise<[number, string]> {
  return new Promise((resolve, reject) => {
    const asking = request({ port, host: "127.0.0.1", method, path }, (response) => {
      response.resume().once("end", () => resolve([response.statusCode!, response.headers.allow ?? ""]));
    });
    asking.once("error", reject).end();
  });
}

const kept = ["files", "batches", "uploads", "conversations", "vector_stores"];
const methods = ["GET", "POST", "PUT", "PATCH", "DELETE"];

describe.each(["", "/openai"])("below %j", (prefix) => {
  test.each([
    ["GET", "/v1/responses/resp_1"],
    ["DELETE", "/v1/responses/resp_1"],
    ["POST", "/v1/responses/resp_1/cancel"],
    ["GET", "/v1/responses/resp_1/input_items"],
    ...kept.flatMap((what) => methods.map((method) => [method, `/v1/${what}`])),
    ["GET", "/v1/files/file-1/content"],
    ["POST", "/v1/batches/batch_1/cancel"],
    ["POST", "/v1/vector_stores/vs_1/file_batches/b_1/files"],
    ["POST", "/v1/uploads/upload_1/parts"],
    ["DELETE", "/v1/conversations/c_1/items/i%40_1"],
  ])("%s %s is passed through, by one path", async (method = "", path = "") => {
    const { edge, seen } = await openSeeing();
    expect(await ask(edge, method, `${prefix}${path}?limit=2&after=a%2Fb`)).toEqual([200, ""]);
    const [x, call] = seen[0]!;
    expect([x.method, x.path, x.query, x.operation, x.inference, x.stream, x.access, call.model]).toEqual([
      method,
      path,
      "limit=2&after=a%2Fb",
      "passthrough",
      true,
      false,
      "client",
      "",
    ]);
  });
});

const ofAnthropic = [
  ...["", "/anthropic"].map((prefix) => [prefix, "/v1/messages/batches"] as const),
  ...["", "/anthropic"].map((prefix) => [prefix, "/v1/messages/batches/b_1/results"] as const),
  ["/anthropic", "/v1/files"] as const,
  ["/anthropic", "/v1/files/file_1/content"] as const,
];

test.each(ofAnthropic.flatMap(([prefix, path]) => methods.map((method) => [method, prefix, path] as const)))(
  "%s %s%s is passed through to Anthropic's, by one path",
  async (method, prefix, path) => {
    const { edge, seen } = await openSeeing();
    expect(await ask(edge, method, `${prefix}${path}?limit=2`)).toEqual([200, ""]);
    const [x, { provider }] = seen[0]!;
    expect([x.dialect, x.path, x.operation, provider]).toEqual(["anthropic", path, "passthrough", "claude"]);
  },
);

test.each([
  ["GET", "/v1/messages", 405, "POST"],
  ["GET", "/v1/messages/count_tokens", 405, "POST"],
  ["GET", "/v1/messages/other", 404, ""],
  ["GET", "/anthropic/v1/batches", 404, ""],
  ["GET", "/anthropic/v1/files/", 400, ""],
  ["GET", "/v1/messages/batches/a%2fb", 400, ""],
  ["GET", "/v1/responses/input_tokens", 405, "POST"],
  ["DELETE", "/v1/responses/compact", 405, "POST"],
  ["GET", "/v1/responses", 405, "POST"],
  ["POST", "/v1/responses/resp_1", 405, "GET, DELETE"],
  ["GET", "/v1/responses/resp_1/cancel", 405, "POST"],
  ["OPTIONS", "/v1/files/file-1", 405, "GET, POST, PUT, PATCH, DELETE"],
  ["GET", "/v1/responses/resp_1/other", 404, ""],
  ["GET", "/v1/responses/resp_1/input_items/more", 404, ""],
  ["GET", "/v1/filesystem", 404, ""],
  ["GET", "/V1/files", 404, ""],
  ["POST", "/v1/async/files", 404, ""],
  ["POST", "/v1/async/responses/resp_1/cancel", 404, ""],
])("%s %s is %i and allows %j", async (method, path, status, allowed) => {
  const { edge, seen } = await openSeeing();
  expect([await ask(edge, method, path), seen.length]).toEqual([[status, allowed], 0]);
});

test.each([
  "/v1/files/",
  "/v1/files//content",
  "/v1//files",
  "//v1/files",
  "/v1/files/..",
  "/v1/files/../models",
  "/v1/x/../files",
  "/openai_passthrough/../v1/files",
  "/v1/files/%2e%2e/models",
  "/v1/files/a%2fb",
  "/v1/files/a%5cb",
  "/v1/files/a;b",
  "/v1/files/f%69le",
  "/v1/f%69les",
  "/%761/files",
  "/v1/files/a%00",
  "/v1/files/%c0%ae%c0%ae/x",
  "/v1/responses/..",
  "/v1/responses/.%2e/cancel",
  "/v1/responses/a%2Fb",
  "/v1/responses/resp_1/",
  "/v1/responses/resp_1/%69nput_items",
  "/v1/responses//input_items",
  "http://evil.test/v1/files",
])("%s leads nowhere", async (path) => {
  const { edge, seen } = await openSeeing();
  const [status] = await ask(edge, "GET", path);
  expect([400, 404, 405]).toContain(status);
  expect(seen).toEqual([]);
});

test.each<readonly [string, string, string, Readonly<Record<string, string>>, string]>([
  ["the one that is named", "POST", "/v1/files?provider=first", { "x-model-provider": "nobody" }, "nobody"],
  ["the one that is named in Bifrost's way", "POST", "/v1/files", { "x-bf-model-provider": "claude" }, "claude"],
  ["the one that the query names", "POST", "/v1/files?a=1&provider=first", {}, "first"],
  ["the first whose rules allow it", "POST", "/openai/v1/files", {}, "second"],
  ["the first of the dialect, where none allows it", "GET", "/v1/files", {}, "first"],
  ["the first that makes responses", "GET", "/v1/responses/resp_1", {}, "second"],
  ["the first of the dialect, beside these paths", "POST", "/openai_passthrough/v1/files?provider=second", {}, "first"],
])("goes to %s: %s %s", async (_what, method, path, headers, provider) => {
  const { edge, seen } = await openSeeing();
  await fetch(edge.url + path, { method, headers });
  expect(seen[0]![1].provider).toBe(provider);
});

function bytesOf(body: Body): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = [];
    const fail = ({ message }: Refusal): void => reject(new Error(message));
    body.open().start({ write: (bytes) => void chunks.push(bytes), end: () => resolve(Buffer.concat(chunks)), fail });
  });
}

describe("a form", () => {
  const type = "multipart/form-data; boundary=b";

  test.each([10, 100, 70_000, 900_000])("of %i bytes is taken as it is, whatever is in it, and read again", async (size) => {
    const sent = randomBytes(size);
    const read: Buffer[] = [];
    const edge = await openEdge({
      send: async (x, { body }) => {
        expect([body.size, body.bytes, x.field("purpose")]).toEqual([size, undefined, undefined]);
        read.push(await bytesOf(body), await bytesOf(body));
        return fine();
      },
    });
    expect((await edge.post("/v1/files", sent, { "content-type": type })).status).toBe(200);
    expect(read.map((bytes) => bytes.equals(sent))).toEqual([true, true]);
  });

  test.each([
    ["one that is too large", type, 1_000_001, 413],
    ["of other bodies one that would be a form's size", "application/json", 100_001, 413],
    ["but not one that is large", type, 1_000_000, 200],
  ])("is limited as uploads are: %s", async (_what, contentType, size, status) => {
    const edge = await openEdge();
    expect((await edge.post("/v1/files", Buffer.alloc(size, "x"), { "content-type": contentType })).status).toBe(status);
  });
});
