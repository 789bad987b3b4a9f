/** Promise: what Anthropic's own SDKs make, message batches and files, is asked of the key that made it, for its maker alone. */
import Anthropic0 from "anthropic0";
import Anthropic1 from "anthropic1";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { RunningGateway } from "../start/gateway.ts";
import { collect, failureOf } from "../start/sdks.ts";
import { anthropicOf, type Ground, keyOf, often, openGround, unasked } from "./scene.ts";

let ground: Ground;
let gateway: RunningGateway;
beforeAll(async () => {
  ground = await openGround();
  gateway = await ground.start();
});
afterAll(() => ground?.close());

const sdks = [
  { name: "anthropic 0", sdk: Anthropic0 as unknown as typeof Anthropic1 },
  { name: "anthropic 1", sdk: Anthropic1 },
];

const requestsOf = (name: string) => [
  {
    custom_id: name,
    params: { model: "gpt-4o", max_tokens: 50, messages: [{ role: "user" as const, content: "Hello" }] },
  },
];
const fileOf = (name: string, size = 500): File => new File(["x".repeat(size)], name, { type: "text/plain" });

describe.each(sdks)("with $name", ({ sdk }) => {
  test.each(["", "/anthropic"])("at %j batches are retrieved, read, cancelled and deleted where they were made", async (path) => {
    const { batches } = anthropicOf(sdk, gateway, path).messages;
    const made: (readonly [id: string, key: string])[] = [];
    for (const i of often) {
      const [{ id }, key] = await keyOf(ground, () => batches.create({ requests: requestsOf(`batch-${i}`) }));
      made.push([id, key]);
    }
    expect(new Set(made.map(([, key]) => key)).size).toBeGreaterThan(1);
    for (const [i, [id, key]] of made.entries()) {
      const [found, retrieved] = await keyOf(ground, () => batches.retrieve(id));
      // The SDK asks for the batch, and then at the address that it tells.
      const [results, read] = await keyOf(ground, async () => collect(await batches.results(id)), 2);
      const [ended, cancelled] = await keyOf(ground, () => batches.cancel(id));
      const [gone, deleted] = await keyOf(ground, () => batches.delete(id));
      expect([found.processing_status, ended.id, gone.type]).toEqual(["ended", id, "message_batch_deleted"]);
      expect(results).toMatchObject([{ custom_id: `batch-${i}`, result: { type: "succeeded", message: { role: "assistant" } } }]);
      expect([retrieved, read, cancelled, deleted]).toEqual([key, key, key, key]);
    }
  });

  test("files are looked at, read and deleted with the key that stored them", async () => {
    const { files } = anthropicOf(sdk, gateway, "/anthropic").beta;
    const keys = new Set<string>();
    for (const i of often) {
      // Every other is too large for the gateway's memory, and goes through a file of its own.
      const size = i % 2 === 0 ? 500 : 300_000;
      const [{ id }, key] = await keyOf(ground, () => files.upload({ file: fileOf(`file-${i}`, size) }));
      const [found, retrieved] = await keyOf(ground, () => files.retrieveMetadata(id));
      const [content, read] = await keyOf(ground, async () => (await files.download(id)).text());
      const [gone, deleted] = await keyOf(ground, () => files.delete(id));
      expect([found.size_bytes, found.filename, content, gone.id]).toEqual([size, `file-${i}`, "x".repeat(size), id]);
      expect([retrieved, read, deleted]).toEqual([key, key, key]);
      keys.add(key);
    }
    expect(keys.size).toBeGreaterThan(1);
  });

  test("nobody but their maker finds them, and nobody is asked", async () => {
    const maker = anthropicOf(sdk, gateway, "/anthropic");
    const batch = await maker.messages.batches.create({ requests: requestsOf("mine") });
    const file = await maker.beta.files.upload({ file: fileOf("mine") });
    const other = anthropicOf(sdk, gateway, "/anthropic", "other");
    const { messages, beta } = other;
    await unasked(ground, async () => {
      for (const asked of [
        () => messages.batches.retrieve(batch.id),
        () => messages.batches.results(batch.id),
        () => other.get(batch.results_url!),
        () => messages.batches.cancel(batch.id),
        () => messages.batches.delete(batch.id),
        () => beta.files.retrieveMetadata(file.id),
        () => beta.files.download(file.id),
        () => beta.files.delete(file.id),
      ])
        expect(await failureOf(asked())).toMatchObject({
          status: 404,
          error: { type: "error", error: { type: "not_found_error" } },
        });
    });
    expect((await maker.messages.batches.retrieve(batch.id)).id).toBe(batch.id);
    expect((await maker.beta.files.retrieveMetadata(file.id)).id).toBe(file.id);
  });

  test("what no config names stays shut, and is told how to be opened", async () => {
    const client = anthropicOf(sdk, gateway, "/anthropic");
    await unasked(ground, async () => {
      for (const [asked, rule] of [
        [() => client.messages.batches.list(), "GET /v1/messages/batches"],
        [() => client.beta.files.list(), "GET /v1/files"],
      ] as const) {
        const { status, message } = await failureOf(asked());
        expect([status, message]).toEqual([404, expect.stringContaining(`list \\"${rule}\\" in providers.claude.passthrough`)]);
      }
    });
  });
});
