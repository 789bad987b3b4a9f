/** Promise: what a client has stored with its provider is reached by its own SDK, at its own paths, and by nobody where no rule says so. */
import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { clientKey } from "../start/config.ts";
import { type Client, connect, failureOf, sdks } from "../start/sdks.ts";
import { json } from "./provider.ts";
import { openScene, secrets } from "./scene.ts";

const scene = await openScene();
const { provider, ask } = scene;
afterAll(() => scene.close());
beforeEach(() => {
  provider.received.length = 0;
  provider.answers.clear();
});

const received = (): readonly string[] => provider.received.map(({ method, url }) => `${method} ${url}`);
const bytes = randomBytes(20_000_000);

describe.each(sdks.flatMap((it) => ["/v1", "/openai/v1"].map((base) => ({ ...it, base }))))("$name at $base", ({ sdk, base }) => {
  let client: Client;
  beforeAll(() => {
    client = connect(sdk, scene.gateway, clientKey, base);
  });

  test("a response is shown, cancelled and deleted, and its input listed", async () => {
    provider.answers.set("/base/responses/resp_1/input_items", (response) =>
      json(response, 200, { object: "list", data: [{ id: "msg_1" }], has_more: false }),
    );
    expect(await client.responses.retrieve("resp_1", { include: ["reasoning.encrypted_content"] })).toMatchObject({
      method: "GET",
    });
    expect(await client.responses.cancel("resp_1")).toMatchObject({ method: "POST" });
    const items: unknown[] = [];
    for await (const item of client.responses.inputItems.list("resp_1", { limit: 5 })) items.push(item);
    await client.responses.delete("resp_1");
    expect(items).toEqual([{ id: "msg_1" }]);
    expect(received().map((it) => decodeURIComponent(it))).toEqual([
      "GET /base/responses/resp_1?include[]=reasoning.encrypted_content",
      "POST /base/responses/resp_1/cancel",
      "GET /base/responses/resp_1/input_items?limit=5",
      "DELETE /base/responses/resp_1",
    ]);
    for (const { headers } of provider.received) expect(headers.authorization).toBe(`Bearer ${secrets.files[0]}`);
  });

  test("the stream of a response is taken up again", async () => {
    provider.answers.set("/base/responses/resp_1", (response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.end('event: response.completed\ndata: {"type":"response.completed","sequence_number":7}\n\n');
    });
    const events: unknown[] = [];
    for await (const event of await client.responses.retrieve("resp_1", { stream: true, starting_after: 6 })) events.push(event);
    expect([events, received()]).toEqual([
      [{ type: "response.completed", sequence_number: 7 }],
      ["GET /base/responses/resp_1?stream=true&starting_after=6"],
    ]);
  });

  test("20 MB are uploaded, and read back", async () => {
    const file = new File([bytes], "batch.jsonl", { type: "application/jsonl" });
    expect(await client.files.create({ file, purpose: "batch" })).toMatchObject({ method: "POST", url: "/base/files" });
    const [asked] = provider.received;
    const { "content-type": type = "", "content-length": length, "transfer-encoding": encoding } = asked!.headers;
    const boundary = /^multipart\/form-data; boundary=(\S+)$/.exec(type)![1]!;
    expect([Number(length), encoding]).toEqual([asked!.body.length, undefined]);
    expect(asked!.body.subarray(0, boundary.length + 2).toString()).toBe(`--${boundary}`);
    expect([asked!.body.indexOf(bytes) > 0, asked!.body.subarray(-300).toString()]).toEqual([
      true,
      expect.stringContaining("batch"),
    ]);
    provider.answers.set(
      "/base/files/file-1/content",
      (response) => void response.writeHead(200, { "content-type": "application/octet-stream" }).end(bytes),
    );
    const content = await client.files.content("file-1");
    expect(Buffer.from(await content.arrayBuffer()).equals(bytes)).toBe(true);
  });

  test("a batch is made, and what no rule names is told how", async () => {
    await client.batches.create({ input_file_id: "file-1", endpoint: "/v1/responses", completion_window: "24h" });
    expect([received(), JSON.parse(provider.received[0]!.body.toString())]).toEqual([
      ["POST /base/batches"],
      { input_file_id: "file-1", endpoint: "/v1/responses", completion_window: "24h" },
    ]);
    for (const [refused, rule] of [
      [() => client.batches.list(), "GET /v1/batches"],
      [() => client.batches.cancel("batch_1"), "POST /v1/batches/batch_1/cancel"],
      [() => client.vectorStores.list(), "GET /v1/vector_stores"],
      [() => client.conversations.retrieve("conv_1"), "GET /v1/conversations/conv_1"],
      [() => client.uploads.cancel("upload_1"), "POST /v1/uploads/upload_1/cancel"],
    ] as const) {
      const { status, code, message } = await failureOf(refused());
      expect([status, code, message]).toEqual([
        404,
        "passthrough_not_allowed",
        expect.stringContaining(`list "${rule}" in providers.`),
      ]);
    }
    expect(provider.received.length).toBe(1);
  });
});

test("a form of 20 MB is relayed byte by byte, with a length, and a refused key gives way to the next", async () => {
  const end = Buffer.from("\r\n--b--\r\n");
  const form = Buffer.concat([
    Buffer.from('--b\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\n'),
    bytes,
    end,
  ]);
  const [k0, k1] = secrets.files;
  provider.answers.set("/base/files", (response, { headers }) =>
    json(response, headers.authorization === `Bearer ${k0}` ? 401 : 200, { error: { message: "no" } }),
  );
  const headers = { "content-type": "multipart/form-data; boundary=b" };
  const response = await ask("/v1/files", { method: "POST", headers, body: form });
  expect(response.status).toBe(200);
  await response.arrayBuffer();
  expect(provider.received.map((it) => [it.headers.authorization, it.headers["content-length"], it.body.equals(form)])).toEqual(
    [k0, k1].map((key) => [`Bearer ${key}`, String(form.length), true]),
  );
});

test.each([
  ["/v1/files?provider=files&limit=2", {}, 200, ["GET /base/files?limit=2"]],
  ["/v1/files?provider=spare", {}, 404, []],
  ["/v1/files", { "x-model-provider": "spare" }, 404, []],
  ["/v1/responses/resp_1", { "x-model-provider": "spare" }, 200, ["GET /base/responses/resp_1"]],
  ["/v1/files", { "x-bf-model-provider": "claude" }, 400, []],
  ["/v1/files/a%2fb", {}, 400, []],
  ["/v1/files//content", {}, 400, []],
  ["/v1/responses/resp_1", { authorization: "Bearer nobody" }, 401, []],
])("GET %s with %j is %i", async (path, headers, status, asked) => {
  const response = await ask(path, { headers });
  await response.arrayBuffer();
  expect([response.status, received()]).toEqual([status, asked]);
});

test.each([
  ["/v1/messages/batches", 200, ["POST /base/v1/messages/batches"]],
  ["/anthropic/v1/messages/batches?provider=claude&a=1", 200, ["POST /base/v1/messages/batches?a=1"]],
  ["/v1/messages/batches?provider=files", 400, []],
  ["/anthropic/v1/messages/batches/b/cancel", 404, []],
  ["/anthropic/v1/files", 404, []],
])("of Anthropic's POST %s is %i", async (path, status, asked) => {
  const response = await ask(path, { method: "POST", headers: { "content-type": "application/json" }, body: "{}" });
  expect([response.status, received()]).toEqual([status, asked]);
  expect(await response.json()).toMatchObject(status === 200 ? { method: "POST" } : { type: "error" });
  for (const { headers } of provider.received) expect(headers["x-api-key"]).toBe(secrets.claude[0]);
});

test("a body that is no form stays within the limit of any other", async () => {
  const response = await ask("/v1/batches", { method: "POST", body: "x".repeat(1_000_001) });
  await response.arrayBuffer();
  expect([response.status, provider.received.length]).toEqual([413, 0]);
});
