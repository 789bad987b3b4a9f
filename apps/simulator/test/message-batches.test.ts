// Message batches and files as both lines of Anthropic's SDK make, read and delete them, each key its own.
import { describe, expect, it } from "vitest";
import { ask, shared } from "./clients.ts";
import { anthropics, model, version } from "./vendors.ts";

const simulator = await shared();
const messages = [{ role: "user" as const, content: "Hello" }];
const one = (custom_id: string, more: object = {}) => ({ custom_id, params: { model, max_tokens: 50, messages, ...more } });
const bytes = Buffer.from([0, 255, 13, 10, 45, 45]);

describe.each(anthropics)("with %s", (_name, connect) => {
  const client = connect(simulator.url);
  const other = client.withOptions({ apiKey: "sk-other" });
  const { batches } = client.messages;

  it("answers a batch at once, and keeps apart what was refused", async () => {
    const batch = await batches.create({ requests: [one("a"), one("b", { model: "nobody" }), one("c", { stream: true })] });
    expect(batch).toMatchObject({
      type: "message_batch",
      processing_status: "ended",
      request_counts: { processing: 0, succeeded: 2, errored: 1, canceled: 0, expired: 0 },
      results_url: `${simulator.url}/v1/messages/batches/${batch.id}/results`,
    });
    expect(batch.id).toMatch(/^msgbatch_01/);
    expect(await batches.retrieve(batch.id)).toEqual(batch);
    const results: unknown[] = [];
    for await (const result of await batches.results(batch.id)) results.push(result);
    const message = { type: "message", content: [{ text: expect.stringContaining("Hello") as string }] };
    expect(results).toMatchObject([
      { custom_id: "a", result: { type: "succeeded", message } },
      { custom_id: "b", result: { type: "errored", error: { type: "error", error: { type: "not_found_error" } } } },
      { custom_id: "c", result: { type: "succeeded", message } },
    ]);
  });

  it("lists a key's own page by page in both directions, cancels and deletes them", async () => {
    simulator.reset();
    const ids: string[] = [];
    for (const name of "abcde") ids.unshift((await batches.create({ requests: [one(name)] })).id);
    const listed = async (query: object, from = client): Promise<string[]> => {
      const found: string[] = [];
      for await (const { id } of from.messages.batches.list(query)) found.push(id);
      return found;
    };
    expect(await listed({})).toEqual(ids);
    expect(await listed({ limit: 2 })).toEqual(ids);
    expect(await listed({ after_id: ids[2] })).toEqual(ids.slice(3));
    const before = await batches.list({ before_id: ids[3]!, limit: 2 });
    expect([before.data.map(({ id }) => id), before.has_more]).toEqual([ids.slice(1, 3), true]);
    expect(await listed({}, other)).toEqual([]);
    const ended = await batches.cancel(ids[0]!);
    expect([ended.processing_status, typeof ended.cancel_initiated_at]).toEqual(["ended", "string"]);
    expect(await batches.delete(ids[0]!)).toEqual({ id: ids[0], type: "message_batch_deleted" });
    await expect(batches.retrieve(ids[0]!)).rejects.toMatchObject({ status: 404, error: { error: { type: "not_found_error" } } });
  });

  it("hides a batch from every other key", async () => {
    const { id } = await batches.create({ requests: [one("a")] });
    const its = other.messages.batches;
    for (const asked of [() => its.retrieve(id), () => its.cancel(id), () => its.delete(id)])
      await expect(asked()).rejects.toMatchObject({ status: 404 });
    const results = await ask(`${simulator.url}/v1/messages/batches/${id}/results`, {
      headers: { ...version, "x-api-key": "sk-other" },
    });
    expect(results.status).toBe(404);
    expect((await batches.retrieve(id)).id).toBe(id);
  });

  it("gives back the file that was stored, byte by byte, to its own key", async () => {
    simulator.reset();
    const { files } = client.beta;
    const made = await files.upload({ file: new File([bytes], "a b.bin", { type: "application/pdf" }) });
    expect(made).toMatchObject({ type: "file", filename: "a b.bin", mime_type: "application/pdf", size_bytes: 6 });
    expect(await files.retrieveMetadata(made.id)).toEqual(made);
    const content = await files.download(made.id);
    expect(Buffer.from(await content.arrayBuffer()).equals(bytes)).toBe(true);
    expect((await files.list()).data).toEqual([made]);
    const its = other.beta.files;
    expect((await its.list()).data).toEqual([]);
    for (const asked of [() => its.retrieveMetadata(made.id), () => its.download(made.id), () => its.delete(made.id)])
      await expect(asked()).rejects.toMatchObject({ status: 404 });
    expect(await files.delete(made.id)).toEqual({ id: made.id, type: "file_deleted" });
    await expect(files.retrieveMetadata(made.id)).rejects.toMatchObject({ status: 404 });
  });
});

it.each([
  ["no JSON", "requests: Field required"],
  [{ requests: {} }, "requests: Field required"],
  [{ requests: [] }, "requests: List should have at least 1 item"],
  [{ requests: [1] }, "requests.0.custom_id: Field required"],
  [{ requests: [{ custom_id: "a" }] }, "requests.0.params: Field required"],
  [{ requests: [one("a"), one("a")] }, "requests.1.custom_id: Duplicate custom_id"],
  [{ requests: Array.from({ length: 1001 }, (_, i) => one(`${i}`)) }, "requests: This simulator takes no more than 1000"],
])("refuses %.60j", async (body, message) => {
  const seen = await ask(`${simulator.url}/v1/messages/batches`, { body, headers: version });
  expect([seen.status, JSON.parse(seen.text)]).toMatchObject([
    400,
    { error: { type: "invalid_request_error", message: expect.stringContaining(message) as string } },
  ]);
});

it.each([
  ["POST", "/v1/files", version, 400],
  ["PUT", "/v1/messages/batches", version, 405],
  ["GET", "/v1/messages/batches", {}, 400],
  ["GET", "/v1/messages/batches/a/b", version, 404],
  ["GET", "/v1/batches", version, 404],
])("%s %s with %j is %i", async (method, path, headers, status) => {
  const seen = await ask(simulator.url + path, { method, headers });
  expect([seen.status, JSON.parse(seen.text)]).toMatchObject([status, { type: "error" }]);
});

it("refuses a file of more than a mebibyte", async () => {
  const body = new FormData();
  body.append("file", new File([Buffer.alloc(1024 * 1024 + 1)], "large"));
  const response = await fetch(`${simulator.url}/v1/files`, { method: "POST", body, headers: version });
  expect([response.status, await response.json()]).toMatchObject([413, { error: { type: "request_too_large" } }]);
});
