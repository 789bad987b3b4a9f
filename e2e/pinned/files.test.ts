/** Promise: files, the batches that run them and the files that come of those stay together at one key, for their maker alone. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { RunningGateway } from "../start/gateway.ts";
import { failureOf, sdks } from "../start/sdks.ts";
import { clientOf, type Ground, keyOf, often, openGround, unasked } from "./scene.ts";
import { batchOf, type Batched, inputFile } from "./storing.ts";

let ground: Ground;
let gateway: RunningGateway;
beforeAll(async () => {
  ground = await openGround();
  gateway = await ground.start();
});
afterAll(() => ground?.close());

describe.each(sdks)("with $name", ({ sdk }) => {
  test("files are retrieved, read and deleted with the key that stored them", async () => {
    const client = clientOf(sdk, gateway);
    const keys = new Set<string>();
    for (const i of often) {
      // Every other is too large for the gateway's memory, and goes through a file of its own.
      const { file, text } = inputFile(`file-${i}`, i % 2 === 0 ? "Hello" : "Hello ".repeat(50_000));
      const [{ id }, key] = await keyOf(ground, () => client.files.create({ file, purpose: "batch" }));
      const [found, retrieved] = await keyOf(ground, () => client.files.retrieve(id));
      const [content, read] = await keyOf(ground, async () => (await client.files.content(id)).text());
      const [gone, deleted] = await keyOf(ground, () => client.files.delete(id));
      expect([found.bytes, content, gone.deleted]).toEqual([text.length, text, true]);
      expect([retrieved, read, deleted]).toEqual([key, key, key]);
      keys.add(key);
    }
    expect(keys.size).toBeGreaterThan(1);
  });

  test("a batch runs where its file is, and its answers are read there", async () => {
    const client = clientOf(sdk, gateway);
    const keys = new Set<string>();
    for (const i of often) {
      const { file, batch, key } = await batchOf(ground, client, `batch-${i}`);
      const [found, retrieved] = await keyOf(ground, () => client.batches.retrieve(batch.id));
      const [content, read] = await keyOf(ground, async () => (await client.files.content(found.output_file_id!)).text());
      const [ended, cancelled] = await keyOf(ground, () => client.batches.cancel(batch.id));
      expect([found.input_file_id, found.status, ended.status]).toEqual([file.id, "completed", "cancelled"]);
      expect(JSON.parse(content)).toMatchObject({ custom_id: `batch-${i}`, response: { status_code: 200 }, error: null });
      expect([retrieved, read, cancelled]).toEqual([key, key, key]);
      keys.add(key);
    }
    expect(keys.size).toBeGreaterThan(1);
  });

  test("nobody but their maker finds them, and nobody is asked", async () => {
    const made = await batchOf(ground, clientOf(sdk, gateway), "mine");
    const other = clientOf(sdk, gateway, "other");
    const { file, batch }: Batched = made;
    await unasked(ground, async () => {
      for (const asked of [
        () => other.files.retrieve(file.id),
        () => other.files.content(file.id),
        () => other.files.delete(file.id),
        () => other.batches.create({ input_file_id: file.id, endpoint: "/v1/responses", completion_window: "24h" }),
        () => other.batches.retrieve(batch.id),
        () => other.batches.cancel(batch.id),
        () => other.files.content(batch.output_file_id!),
      ])
        expect(await failureOf(asked())).toMatchObject({ status: 404, code: "not_found" });
    });
    expect((await clientOf(sdk, gateway).files.retrieve(file.id)).id).toBe(file.id);
  });

  test("what no config names stays shut", async () => {
    await unasked(ground, async () => {
      expect((await failureOf(clientOf(sdk, gateway).files.list())).status).toBe(404);
    });
  });
});
