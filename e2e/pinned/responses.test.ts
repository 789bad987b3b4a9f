/** Promise: whatever is asked of a stored response goes to the key that made it, and only its maker may ask. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { RunningGateway } from "../start/gateway.ts";
import { collect, failureOf, sdks } from "../start/sdks.ts";
import { clientOf, type Ground, keyOf, often, openGround, unasked } from "./scene.ts";

let ground: Ground;
let gateway: RunningGateway;
beforeAll(async () => {
  ground = await openGround();
  gateway = await ground.start();
});
afterAll(() => ground?.close());

const hello = { model: "openai/gpt-4o", input: "Hello" };

describe.each(sdks)("with $name", ({ sdk }) => {
  test("20 responses under 3 keys are each retrieved, listed, cancelled and deleted where they were made", async () => {
    const client = clientOf(sdk, gateway);
    const made: (readonly [id: string, key: string])[] = [];
    for (const _ of often) {
      const [{ id }, key] = await keyOf(ground, () => client.responses.create({ ...hello, background: true }));
      made.push([id, key]);
    }
    expect(new Set(made.map(([, key]) => key)).size).toBeGreaterThan(1);
    for (const [id, key] of made) {
      const [found, retrieved] = await keyOf(ground, () => client.responses.retrieve(id));
      const [items, listed] = await keyOf(ground, () => client.responses.inputItems.list(id));
      const [ended, cancelled] = await keyOf(ground, () => client.responses.cancel(id));
      const [, deleted] = await keyOf(ground, () => client.responses.delete(id));
      expect([found.status, items.data.length, ended.status]).toEqual(["completed", 1, "cancelled"]);
      expect([retrieved, listed, cancelled, deleted]).toEqual([key, key, key, key]);
    }
  });

  test("a streamed response is found from its first event on, and after its end", async () => {
    const client = clientOf(sdk, gateway);
    const keys = new Set<string>();
    for (const _ of often) {
      const before = ground.openai.calls.length;
      const stream = await client.responses.create({ ...hello, stream: true });
      const { key } = ground.openai.calls[before]!;
      let id = "";
      for await (const event of stream) {
        if (event.type !== "response.created") continue;
        id = event.response.id;
        expect(await keyOf(ground, () => client.responses.retrieve(id))).toEqual([expect.objectContaining({ id }), key]);
      }
      const whole = expect.objectContaining({ id, status: "completed" }) as object;
      expect(await keyOf(ground, () => client.responses.retrieve(id))).toEqual([whole, key]);
      keys.add(key!);
    }
    expect(keys.size).toBeGreaterThan(1);
  });

  test.each([[false], [true]])("one whose answer is long is found as well, streamed: %s", async (stream) => {
    const client = clientOf(sdk, gateway);
    const long = { ...hello, instructions: "Be brief. ".repeat(30_000), stream };
    for (const _ of often.slice(0, 8)) {
      const [id, key] = await keyOf(ground, async () => {
        const made = await client.responses.create(long);
        if (!(Symbol.asyncIterator in made)) return made.id;
        const [first] = await collect(made);
        return first?.type === "response.created" ? first.response.id : "";
      });
      expect(await keyOf(ground, () => client.responses.retrieve(id))).toEqual([expect.objectContaining({ id }), key]);
    }
  });

  test("a conversation goes on at the key that began it, whole and streamed", async () => {
    const client = clientOf(sdk, gateway);
    const [first, key] = await keyOf(ground, () => client.responses.create(hello));
    let previous_response_id = first.id;
    for (const i of often) {
      const ask = { ...hello, previous_response_id };
      const [next, asked] = await keyOf(ground, () =>
        i % 2 === 0 ? client.responses.create(ask) : client.responses.stream(ask).finalResponse(),
      );
      expect([next.previous_response_id, asked]).toEqual([previous_response_id, key]);
      previous_response_id = next.id;
    }
    const [compacted, asked] = await keyOf(ground, () => client.responses.compact({ model: hello.model, previous_response_id }));
    expect([compacted.object, asked]).toEqual(["response.compaction", key]);
  });

  test("an alias whose first target is another provider goes on where its response was made", async () => {
    const client = clientOf(sdk, gateway);
    const model = "smart";
    const beside = ground.spare.calls.length;
    const elsewhere = await client.responses.create({ ...hello, model });
    expect(ground.spare.calls.length - beside).toBe(1);
    for (const _ of often) {
      const [{ id }, key] = await keyOf(ground, () => client.responses.create(hello));
      const [next, asked] = await keyOf(ground, () => client.responses.create({ ...hello, model, previous_response_id: id }));
      expect([next.model, next.previous_response_id, asked]).toEqual(["gpt-4o", id, key]);
    }
    const before = ground.openai.calls.length;
    expect((await client.responses.retrieve(elsewhere.id)).id).toBe(elsewhere.id);
    expect((await client.responses.create({ ...hello, model, previous_response_id: elsewhere.id })).status).toBe("completed");
    expect([ground.openai.calls.length - before, ground.spare.calls.length - beside]).toEqual([0, 3]);
  });

  test.each([401, 429, 503])("where its key is answered %i, nobody else is asked: nobody else has it", async (status) => {
    const client = clientOf(sdk, gateway);
    const [{ id }, key] = await keyOf(ground, () => client.responses.create(hello));
    ground.openai.script({ status });
    for (const asked of [
      () => client.responses.retrieve(id),
      () => client.responses.create({ ...hello, model: "smart", previous_response_id: id }),
    ]) {
      const [error, its] = await keyOf(ground, () => failureOf(asked()));
      expect([error.status, its]).toEqual([status === 401 ? 502 : status, key]);
    }
    ground.openai.script([]);
    expect(await keyOf(ground, () => client.responses.retrieve(id))).toEqual([expect.objectContaining({ id }), key]);
  });

  test("nobody but its maker finds a response, and nobody is asked", async () => {
    const { id } = await clientOf(sdk, gateway).responses.create({ ...hello, background: true });
    const other = clientOf(sdk, gateway, "other");
    await unasked(ground, async () => {
      for (const asked of [
        () => other.responses.retrieve(id),
        () => other.responses.inputItems.list(id),
        () => other.responses.cancel(id),
        () => other.responses.delete(id),
        () => other.responses.create({ ...hello, previous_response_id: id }),
        () => other.responses.create({ ...hello, previous_response_id: id, stream: true }),
        () => other.responses.compact({ model: hello.model, previous_response_id: id }),
        () => other.responses.inputTokens.count({ model: hello.model, previous_response_id: id, input: "Hello" }),
      ])
        expect(await failureOf(asked())).toMatchObject({ status: 404, code: "not_found" });
    });
    expect((await clientOf(sdk, gateway).responses.retrieve(id)).id).toBe(id);
  });
});
