/** With `streams.resume` a text that broke off midway goes on from the next provider, and the client never notices. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sdks } from "../start/sdks.ts";
import { answer, breakages, otherAnswer } from "./breaks.ts";
import { chat, completions, operations, responses } from "./operations.ts";
import { openScene, type Scene } from "./scene.ts";
import { eventsOf, listen, told, whole } from "./told.ts";

let scene: Scene;
beforeAll(async () => {
  scene = await openScene(true);
});
afterAll(() => scene?.close());

// Side by side, for each waits for its line of the log, which is written in batches.
describe.concurrent.each(breakages)("$end after three words", ({ model, code }) => {
  describe.each(operations)("of $name", (operation) => {
    test.each(sdks)("$name hears one whole answer, and each provider was asked once", async ({ sdk }) => {
      const request = scene.request(operation, `first/${model}`);
      const heard = await listen(operation, await operation.events(request.client(sdk), request.body));
      expect(heard).toEqual(whole(operation, answer));
      expect(request.counts()).toEqual([1, 1, 0, 0, 0]);
      const { first, second } = request.calls();
      expect(second![0]!.body).toBe(first![0]!.body);
      const line = await request.access();
      expect(line).toMatchObject({ status: 200, ended: "complete" });
      expect(line["error"]).toBeUndefined();
      const [from, to] = [`first/${model}`, `second/${model}`];
      const msg = `${from} broke off; continuing with ${to}`;
      expect(await request.story()).toMatchObject([{ from, to, msg, code }]);
    });
  });

  describe.each([chat, responses])("of $name", (operation) => {
    test.each(sdks)("the stream helper of $name puts one whole answer together", async ({ sdk }) => {
      const request = scene.request(operation, `first/${model}`);
      expect(await operation.helper!(request.client(sdk), request.body)).toEqual([answer, operation.finish]);
      expect(request.counts()).toEqual([1, 1, 0, 0, 0]);
    });
  });
});

describe.concurrent.each(operations)("$name", (operation) => {
  test("the bytes are those of one stream: one finish, one terminator, one usage, and no error", async () => {
    const request = scene.request(operation, "first/resetAfter");
    const raw = await request.raw();
    const events = eventsOf(raw);
    expect(told(operation, events)).toEqual(whole(operation, answer));
    expect(raw.split(operation.success)).toHaveLength(2);
    expect(raw.endsWith("\n\n")).toBe(true);
    expect(events.filter(({ usage, response }) => usage ?? (response as { usage?: object } | undefined)?.usage)).toHaveLength(1);
    expect(events.filter((event) => "error" in event || event.type === "error")).toEqual([]);
  });

  test.each(sdks)("$name hears one whole answer after two breaks in a row", async ({ sdk }) => {
    const request = scene.request(operation, "first/relayed");
    const heard = await listen(operation, await operation.events(request.client(sdk), request.body));
    expect(heard).toEqual(whole(operation, answer));
    expect(request.counts()).toEqual([1, 1, 1, 0, 0]);
    expect(await request.access()).toMatchObject({ ended: "complete" });
    expect(await request.story()).toMatchObject([
      { from: "first/relayed", to: "second/relayed" },
      { from: "second/relayed", to: "third/relayed" },
    ]);
  });

  test("goes on in the next provider's own words where it agrees with all that was sent", async () => {
    const request = scene.request(operation, "first/own-words");
    expect(told(operation, eventsOf(await request.raw()))).toEqual(whole(operation, otherAnswer));
    expect(request.counts()).toEqual([1, 0, 0, 1, 0]);
  });

  test("goes on with the next target of an alias", async () => {
    const request = scene.request(operation, "any-of-two");
    expect(told(operation, eventsOf(await request.raw()))).toEqual(whole(operation, answer));
    expect(request.counts()).toEqual([1, 1, 0, 0, 0]);
  });

  test("a client that leaves while the second answer is awaited ends that call, and nobody else is asked", async () => {
    const request = scene.request(operation, "first/awaited");
    const [leaving, called] = [new AbortController(), request.called("second")];
    const response = await request.fetch(leaving.signal);
    const text = response.text().catch((error: Error) => error.name);
    const call = await called;
    expect(call.aborted).toBe(false);
    leaving.abort();
    expect(await text).toBe("AbortError");
    expect(await call.waitForAbort()).toBeGreaterThan(0);
    const line = await request.access();
    expect(line).toMatchObject({ ended: "aborted" });
    expect(line["error"]).toBeUndefined();
    expect(request.counts()).toEqual([1, 1, 0, 0, 0]);
  });
});

test.concurrent.each(sdks)("$name: leaving the loop while the second answer is awaited ends that call", async ({ sdk }) => {
  const request = scene.request(completions, "first/awaited");
  const called = request.called("second");
  const stream = await request.client(sdk).completions.create(request.body as never);
  const controller = (stream as unknown as { readonly controller: AbortController }).controller;
  void called.then(() => controller.abort());
  const { text, finishes } = await listen(completions, stream as unknown as AsyncIterable<unknown>);
  expect([text, finishes]).toEqual(["one two three", []]);
  expect(await (await called).waitForAbort()).toBeGreaterThan(0);
});
