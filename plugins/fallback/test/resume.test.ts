/** What a client gets of a text that broke off, and what everybody else hears of it. */
import { type Outcome, reply } from "@headgate/core";
import { createHost, exchangeOf, type ScriptedReply } from "@headgate/testkit";
import { Attempts } from "@headgate/words";
import { describe, expect, test } from "vitest";
import { createResume, type NextTarget } from "../src/resume.ts";
import { Body, broke, failing, heardOf, lost, onward, scene, Told, used, whole } from "./resume-scene.ts";

test("goes on with another target, and the answer is complete", async () => {
  const { send, passes, run } = await scene([broke("Hello, "), whole("world")]);
  const ran = await run(undefined, {
    provider: "openai",
    model: "gpt-4o",
    credential: { name: "k" } as never,
    headers: { a: "1" },
  });
  expect([ran.body, ran.failed, ran.outcome.ended, ran.outcome.usage]).toEqual(["Hello, world", undefined, "complete", used(2)]);
  expect(ran.outcome.call).toBe(send.calls[0]);
  const { signal, ...second } = send.calls[1]!;
  expect(second).toMatchObject({
    provider: "anthropic",
    model: "after gpt-4o",
    credential: undefined,
    headers: { a: "1" },
    continues: { "~sent": "Hello, " },
  });
  expect(signal?.aborted).toBe(false);
  expect(passes.map(({ ended, usage, call }) => [ended, usage, call])).toEqual([
    ["cut", used(1), send.calls[0]],
    ["complete", used(2), send.calls[1]],
  ]);
});

test("goes on again when the second breaks off too, with what both have sent", async () => {
  const { send, passes, run } = await scene([broke("a"), broke("b"), broke("c"), whole("d")]);
  expect((await run()).body).toBe("abcd");
  expect(send.calls.map(({ model }) => model).at(-1)).toBe("after after after gpt-4o");
  expect(send.calls.slice(1).map(({ continues }) => continues?.["~sent"])).toEqual(["a", "b", "c"]);
  expect(passes.map(({ ended }) => ended)).toEqual(["cut", "cut", "cut", "complete"]);
});

describe("the failure stays what it was", () => {
  const thrown = new Error("socket hang up");
  const late: ScriptedReply = (_x, call) => Promise.resolve(reply({ status: 503, error: lost("no"), call }));
  test.each<[string, readonly ScriptedReply[], NextTarget?]>([
    ["when the next target refuses", [broke("a"), failing]],
    ["when it refuses later", [broke("a"), late]],
    ["when it throws", [broke("a"), thrown]],
    ["when it rejects", [broke("a"), () => Promise.reject(thrown)]],
    ["when it answers whole", [broke("a"), { status: 200, body: '{"id":"1"}' }]],
    ["when nobody is left", [broke("a")], () => undefined],
    [
      "when choosing the next one fails",
      [broke("a")],
      () => {
        throw thrown;
      },
    ],
    ["when it concerns the whole request", [broke("a", 1, lost("a", "request"))]],
    ["when it concerns the key", [broke("a", 1, lost("a", "key"))]],
    ["when the text cannot be gone on from", [{ status: 200, body: new Told("a", undefined, lost("a")), usage: used(1) }]],
  ])("%s", async (_name, script, next) => {
    const { send, passes, answer } = await scene(script, next);
    const from = await answer();
    const outcome = new Promise<Outcome>((resolve) => void from.onClose(resolve));
    const heard = heardOf(from);
    expect(await outcome).toMatchObject({ ended: "cut", error: { message: "a" }, usage: used(1) });
    expect([heard.text, heard.frame, heard.failed?.message, heard.ended]).toEqual(["a", "frame of a", "a", false]);
    send.verify();
    expect(passes).toHaveLength(send.calls.length);
  });

  test("of the last one that had gone on", async () => {
    const { answer } = await scene([broke("a"), broke("b"), failing]);
    const from = await answer();
    const outcome = new Promise<Outcome>((resolve) => void from.onClose(resolve));
    const heard = heardOf(from);
    expect((await outcome).usage).toEqual(used(1));
    expect([heard.text, heard.frame]).toEqual(["ab", "frame of b"]);
  });

  test("when the budget for attempts is spent", async () => {
    const { send, run } = await scene([broke("a"), broke("b")]);
    const x = exchangeOf({ json: { model: "openai/gpt-4o", messages: [], stream: true } });
    x.set(Attempts, { left: 1, until: Infinity });
    expect((await run(x)).failed?.message).toBe("b");
    expect(send.calls).toHaveLength(2);
  });
});

test.each<[string, ScriptedReply]>([
  ["a whole answer", { status: 200, body: "{}" }],
  ["an answer without a body", { status: 204 }],
  ["a stream that cannot tell what it sent", { status: 200, body: Object.assign(new Body(), { sent: undefined }) }],
  ["an error", failing],
])("%s is passed on as the same object", (_name, init) => {
  const first = reply(init as Parameters<typeof reply>[0]);
  const call = { provider: "openai", model: "m", body: exchangeOf().body };
  expect(createResume(createHost(), onward)(() => first, exchangeOf(), call, first)).toBe(first);
});
