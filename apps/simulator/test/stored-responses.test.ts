// Responses that are asked for again, by both SDK majors and each key for its own.
import { describe, expect, it } from "vitest";
import { ask, majors, shared } from "./clients.ts";

const simulator = await shared();
const hello = { model: "gpt-4o", input: "Hello" };
const gone = (id: string) =>
  expect.objectContaining({ status: 404, message: `404 Response with id '${id}' not found.` }) as Error;

describe.each(majors)("with %s", (_name, connect) => {
  const client = connect(simulator.url);
  const other = client.withOptions({ apiKey: "sk-other" });

  it("gives a response again as it was, and no more once it is deleted", async () => {
    const made = await client.responses.create({ ...hello, metadata: { a: "b" } });
    expect(await client.responses.retrieve(made.id)).toEqual(made);
    await client.responses.delete(made.id);
    await expect(client.responses.retrieve(made.id)).rejects.toEqual(gone(made.id));
    await expect(client.responses.delete(made.id)).rejects.toEqual(gone(made.id));
  });

  it("hides it from every other key", async () => {
    const { id } = await client.responses.create({ ...hello, background: true });
    for (const asked of [
      () => other.responses.retrieve(id),
      () => other.responses.delete(id),
      () => other.responses.cancel(id),
      () => other.responses.inputItems.list(id),
    ])
      await expect(asked()).rejects.toEqual(gone(id));
    await expect(other.responses.create({ ...hello, previous_response_id: id })).rejects.toMatchObject({
      status: 400,
      code: "previous_response_not_found",
      message: `400 Previous response with id '${id}' not found.`,
    });
    expect((await client.responses.retrieve(id)).id).toBe(id);
  });

  it("stores nothing that shall not be stored", async () => {
    const { id, store } = (await client.responses.create({ ...hello, store: false })) as { id: string; store?: boolean };
    expect(store).toBe(false);
    await expect(client.responses.retrieve(id)).rejects.toEqual(gone(id));
  });

  it("goes on from one, with input or without", async () => {
    const { id } = await client.responses.create(hello);
    const next = await client.responses.create({ ...hello, previous_response_id: id });
    const last = await client.responses.create({ model: "gpt-4o", previous_response_id: next.id });
    expect([next.previous_response_id, last.previous_response_id]).toEqual([id, next.id]);
  });

  it("lists what was put in, with ids that stay, the last first unless it is asked otherwise", async () => {
    const input = [
      { role: "user" as const, content: "one" },
      { role: "assistant" as const, content: "two" },
      { type: "function_call" as const, call_id: "c", name: "f", arguments: "{}" },
    ];
    const { id } = await client.responses.create({ ...hello, input });
    const page = await client.responses.inputItems.list(id);
    expect(page.data).toMatchObject([
      { type: "function_call", name: "f" },
      { type: "message", role: "assistant", content: [{ type: "output_text", text: "two" }] },
      { type: "message", role: "user", content: [{ type: "input_text", text: "one" }] },
    ]);
    const ids = page.data.map((item) => item.id);
    expect(ids.every((one) => /^(msg|fc)_/.test(one ?? ""))).toBe(true);
    const bare = await ask(`${simulator.url}/v1/responses/${id}/input_items`, { headers: { authorization: "Bearer sk-test" } });
    expect(JSON.parse(bare.text)).toEqual({
      object: "list",
      data: page.data,
      first_id: ids[0],
      last_id: ids[2],
      has_more: false,
    });
    const asc = await client.responses.inputItems.list(id, { order: "asc", limit: 2 });
    expect([asc.data.map((item) => item.id), asc.has_more]).toEqual([[ids[2], ids[1]], true]);
    const rest: (string | undefined)[] = [];
    for await (const item of client.responses.inputItems.list(id, { limit: 1 })) rest.push(item.id);
    expect(rest).toEqual(ids);
  });

  it("cancels what runs in the background, and nothing else", async () => {
    const made = await client.responses.create({ ...hello, background: true });
    expect(made).toMatchObject({ status: "queued", background: true, output: [] });
    expect(await client.responses.retrieve(made.id)).toMatchObject({ status: "completed", background: true });
    expect(await client.responses.cancel(made.id)).toMatchObject({ id: made.id, status: "cancelled" });
    expect(await client.responses.retrieve(made.id)).toMatchObject({ status: "cancelled" });
    const { id } = await client.responses.create(hello);
    await expect(client.responses.cancel(id)).rejects.toMatchObject({
      status: 400,
      message: "400 Cannot cancel a synchronous response.",
    });
  });

  it("stays cancelled when its stream goes on to its end", async () => {
    simulator.script({ stream: true, paceMs: 10 });
    const stream = await client.responses.create({ ...hello, background: true, stream: true });
    const ids: string[] = [];
    for await (const event of stream) {
      if (event.type !== "response.created") continue;
      ids.push((await client.responses.cancel(event.response.id)).id);
    }
    expect((await client.responses.retrieve(ids[0]!)).status).toBe("cancelled");
  });

  it("knows a streamed one from its first event, and whole from its last", async () => {
    const stream = await client.responses.create({ ...hello, stream: true });
    const seen: unknown[] = [];
    let id = "";
    for await (const event of stream) {
      if (event.type === "response.created") {
        id = event.response.id;
        seen.push((await client.responses.retrieve(id)).status);
      }
      if (event.type === "response.completed") seen.push(event.response.output);
    }
    const { status, output } = await client.responses.retrieve(id);
    expect([...seen, status]).toEqual(["in_progress", output, "completed"]);
  });

  it("has failed when its stream did", async () => {
    simulator.script({ errorAfter: 3, stream: true });
    const stream = client.responses.stream(hello);
    const ids: string[] = [];
    stream.on("response.created", ({ response }) => ids.push(response.id));
    await expect(stream.finalResponse()).rejects.toThrow("server had an error");
    expect((await client.responses.retrieve(ids[0]!)).status).toBe("failed");
  });

  it("compacts a conversation into its user messages and one sealed item", async () => {
    const { id } = await client.responses.create(hello);
    const input = [
      { role: "user" as const, content: "one" },
      { role: "assistant" as const, content: "two" },
    ];
    const said = await client.responses.compact({ model: "gpt-4o", input, previous_response_id: id });
    expect(said).toMatchObject({ object: "response.compaction", usage: { input_tokens: 2 } });
    expect(said.output).toMatchObject([
      { type: "message", role: "user" },
      { type: "compaction", encrypted_content: expect.any(String) as string },
    ]);
    expect((await client.responses.compact({ model: "gpt-4o", previous_response_id: id })).output).toHaveLength(1);
    await expect(other.responses.compact({ model: "gpt-4o", previous_response_id: id })).rejects.toMatchObject({
      code: "previous_response_not_found",
    });
    await expect(client.responses.compact({ model: "gpt-4o" })).rejects.toMatchObject({ status: 400, param: "input" });
  });
});

it.each([
  ["PUT", "/v1/responses/resp_1", 405],
  ["GET", "/v1/responses/resp_1/cancel", 405],
  ["GET", "/v1/responses", 405],
  ["GET", "/v1/responses/resp_1/other", 404],
  ["GET", "/v1/responses/resp_%zz", 404],
  ["DELETE", "/v1/toString/x", 404],
])("%s %s is %i", async (method, path, status) => {
  const seen = await ask(simulator.url + path, { method });
  expect([seen.status, seen.end]).toEqual([status, "whole"]);
  expect(JSON.parse(seen.text)).toMatchObject({ error: { type: "invalid_request_error" } });
});

it("forgets the oldest of more than a thousand, and all at a reset", async () => {
  const url = `${simulator.url}/v1/responses`;
  const made = async (): Promise<string> => (JSON.parse((await ask(url, { body: hello })).text) as { id: string }).id;
  const found = async (id: string): Promise<number | undefined> => (await ask(`${url}/${id}`, {})).status;
  const first = await made();
  const second = await made();
  for (let i = 0; i < 999; i++) await made();
  expect([await found(first), await found(second)]).toEqual([404, 200]);
  simulator.reset();
  expect(await found(second)).toBe(404);
});
