// Batches as both SDK majors make them: a file of requests in, a file of answers out, for one key.
import { toFile } from "openai7";
import { describe, expect, it } from "vitest";
import { ask, majors, shared } from "./clients.ts";

const simulator = await shared({ keys: ["sk-test", "sk-other"] });
const messages = [{ role: "user", content: "Hello" }];

interface Line {
  readonly id: string;
  readonly custom_id: string;
  readonly response: { readonly status_code: number; readonly request_id: string; readonly body: object };
  readonly error: null;
}

describe.each(majors)("with %s", (_name, connect) => {
  const client = connect(simulator.url);
  const other = client.withOptions({ apiKey: "sk-other" });
  type Endpoint = Parameters<typeof client.batches.create>[0]["endpoint"];
  const stored = async (text: string, purpose: "batch" | "user_data" = "batch"): Promise<string> =>
    (await client.files.create({ file: await toFile(Buffer.from(text), "in.jsonl"), purpose })).id;
  const run = async (endpoint: string, bodies: readonly object[]) => {
    const lines = bodies.map((body, i) => JSON.stringify({ custom_id: `c${i}`, method: "POST", url: endpoint, body }));
    const input_file_id = await stored(`${lines.join("\n")}\n`);
    return client.batches.create({ input_file_id, endpoint: endpoint as Endpoint, completion_window: "24h" });
  };
  const linesOf = async (id: string | undefined | null): Promise<Line[]> =>
    (await (await client.files.content(id!)).text())
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Line);

  it.each([
    ["/v1/chat/completions", { model: "gpt-4o", messages, stream: true }, { object: "chat.completion" }],
    ["/v1/embeddings", { model: "text-embedding-3-small", input: "a" }, { object: "list" }],
    ["/v1/responses", { model: "gpt-4o", input: "Hello" }, { object: "response", status: "completed" }],
  ])("answers %s at once", async (endpoint, body, answer) => {
    const batch = await run(endpoint, [body, body]);
    expect(batch).toMatchObject({ object: "batch", status: "completed", endpoint, request_counts: { total: 2, completed: 2 } });
    expect(await client.batches.retrieve(batch.id)).toEqual(batch);
    const lines = await linesOf(batch.output_file_id);
    expect(lines.map(({ custom_id }) => custom_id)).toEqual(["c0", "c1"]);
    for (const { id, response, error } of lines) {
      expect([id, response.request_id]).toEqual([expect.stringMatching(/^batch_req_/), expect.stringMatching(/^req_/)]);
      expect([response.status_code, response.body, error]).toMatchObject([200, answer, null]);
    }
    expect(batch.error_file_id ?? null).toBeNull();
  });

  it("stores the responses of its lines for its key", async () => {
    const batch = await run("/v1/responses", [{ model: "gpt-4o", input: "Hello" }]);
    const [line] = await linesOf(batch.output_file_id);
    const { id } = line!.response.body as { id: string };
    expect((await client.responses.retrieve(id)).id).toBe(id);
    await expect(other.responses.retrieve(id)).rejects.toMatchObject({ status: 404 });
  });

  it("keeps apart what was refused", async () => {
    const batch = await run("/v1/chat/completions", [{ model: "gpt-4o", messages }, { model: "nobody", messages }, {}]);
    expect(batch).toMatchObject({ status: "completed", request_counts: { total: 3, completed: 1, failed: 2 } });
    const refused = await linesOf(batch.error_file_id);
    expect(refused.map(({ custom_id, response }) => [custom_id, response.status_code])).toEqual([
      ["c1", 404],
      ["c2", 400],
    ]);
    expect(await linesOf(batch.output_file_id)).toHaveLength(1);
  });

  it("is listed, cancelled, and hidden from every other key", async () => {
    const batch = await run("/v1/embeddings", [{ model: "text-embedding-3-small", input: "a" }]);
    expect((await client.batches.list({ limit: 1 })).data).toEqual([batch]);
    expect((await other.batches.list()).data).toEqual([]);
    for (const asked of [
      () => other.batches.retrieve(batch.id),
      () => other.batches.cancel(batch.id),
      () => other.files.content(batch.output_file_id!),
    ])
      await expect(asked()).rejects.toMatchObject({ status: 404 });
    expect(await client.batches.cancel(batch.id)).toMatchObject({ id: batch.id, status: "cancelled" });
    expect(await client.batches.retrieve(batch.id)).toMatchObject({ status: "cancelled" });
  });

  it("is refused with another key's file, or with one that is not for batches", async () => {
    const made = (from: typeof client, input_file_id: string) =>
      from.batches.create({ input_file_id, endpoint: "/v1/embeddings", completion_window: "24h" });
    const refused = { status: 400, param: "input_file_id" };
    await expect(made(other, await stored("{}"))).rejects.toMatchObject(refused);
    await expect(made(client, "file-none")).rejects.toMatchObject(refused);
    await expect(made(client, await stored("{}", "user_data"))).rejects.toMatchObject(refused);
  });

  it.each([
    ["nothing in it", "\n\n"],
    ["what is no JSON", "no\n"],
    ["what is no request", `[1]\n`],
    ["another endpoint", `{"custom_id":"a","method":"POST","url":"/v1/responses","body":{}}`],
    ["another method", `{"custom_id":"a","method":"GET","url":"/v1/embeddings","body":{}}`],
    ["too many lines", `{"custom_id":"a","method":"POST","url":"/v1/embeddings","body":{}}\n`.repeat(1001)],
    [
      "more to answer than is kept",
      `{"custom_id":"a","method":"POST","url":"/v1/embeddings","body":{"model":"text-embedding-3-small","input":"a","dimensions":999}}\n`.repeat(
        999,
      ),
    ],
  ])("fails as a whole with %s", async (_what, text) => {
    const input_file_id = await stored(text);
    const batch = await client.batches.create({ input_file_id, endpoint: "/v1/embeddings", completion_window: "24h" });
    expect(batch).toMatchObject({ status: "failed", request_counts: { total: 0 } });
    expect(batch.errors?.data).toHaveLength(1);
    expect([batch.output_file_id ?? null, batch.error_file_id ?? null]).toEqual([null, null]);
  });
});

it.each([
  [{ endpoint: "/v1/embeddings", completion_window: "24h" }, "input_file_id"],
  [{ input_file_id: "f", completion_window: "24h" }, "endpoint"],
  [{ input_file_id: "f", endpoint: "/v1/embeddings" }, "completion_window"],
  [{ input_file_id: "f", endpoint: "/v1/nothing", completion_window: "24h" }, "endpoint"],
  [{ input_file_id: "f", endpoint: "/v1/embeddings", completion_window: "1h" }, "completion_window"],
  ["no JSON", "input_file_id"],
])("refuses %j", async (body, param) => {
  const seen = await ask(`${simulator.url}/v1/batches`, { body, headers: { authorization: "Bearer sk-test" } });
  expect([seen.status, JSON.parse(seen.text)]).toMatchObject([400, { error: { param } }]);
});

it.each(["GET /v1/files", "POST /v1/batches", "GET /v1/responses/resp_1", "POST /v1/responses/resp_1/cancel"])(
  "%s asks for a key that is known",
  async (request) => {
    const [method = "", path = ""] = request.split(" ");
    expect((await ask(simulator.url + path, { method, headers: { authorization: "Bearer sk-nobody" } })).status).toBe(401);
  },
);
