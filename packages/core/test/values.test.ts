import { deliver, isRefusal, key, type Outcome, refuse, refused, RefusalError, reply, service, type Sink } from "@headgate/core";
import { createHost, run, scriptedSend } from "@headgate/testkit";
import { describe, expect, test } from "vitest";
import { plugin } from "./tracing.ts";

const bytes = new TextEncoder().encode("hello");
const taking = (taken: string[]): Sink => ({
  write: (some) => void taken.push(Buffer.from(some).toString()),
  end: () => void taken.push("end"),
  fail: ({ code }) => void taken.push(`fail ${code}`),
});

test("keys are equal by name, and durable when they say so", () => {
  expect(key<number>("count")).toEqual({ name: "count" });
  expect(key<number>("count", { durable: true })).toEqual({ name: "count", durable: true });
  expect(service("keys")).toEqual({ name: "keys" });
});

test.each<readonly [unknown, boolean]>([
  [refuse({ code: "no", status: 403, message: "no" }), true],
  [new RefusalError({ code: "no", status: 403, message: "no" }).refusal, true],
  [reply({ status: 403 }), false],
  [new Error("no"), false],
  [null, false],
  ["no", false],
])("%o is a refusal: %s", (value, is) => {
  expect(isRefusal(value)).toBe(is);
});

describe("a reply", () => {
  test.each([
    ["text", "hello", ["hello", "end"]],
    ["bytes", bytes, ["hello", "end"]],
    [
      "a source",
      { start: (sink: Sink) => (sink.write(bytes), sink.end()), pause() {}, resume() {}, cancel() {} },
      ["hello", "end"],
    ],
    ["nothing", null, ["end"]],
    ["empty text", "", ["end"]],
  ])("delivers %s", (_kind, body, expected) => {
    const taken: string[] = [];
    deliver(reply({ status: 200, body }), taking(taken));
    expect(taken).toEqual(expected);
  });

  test("shows its bytes to taps before they leave, and its end to whoever asks, even late", () => {
    const order: string[] = [];
    const answer = reply({ status: 200, body: "hello" }).tap((some) => void order.push(`tap ${some.length}`));
    answer.onClose(({ ended }) => void order.push(ended));
    deliver(answer, taking(order));
    answer.onClose(({ bytes }) => void order.push(`late ${bytes}`));
    expect(order).toEqual(["tap 5", "hello", "end", "complete", "late 5"]);
  });

  test("hands pause, resume and cancel to its source", () => {
    const heard: string[] = [];
    const note = (what: string) => (): void => void heard.push(what);
    const body = { start() {}, pause: note("pause"), resume: note("resume"), cancel: note("cancel") };
    const delivery = deliver(reply({ status: 200, body }), taking([]));
    delivery.pause();
    delivery.resume();
    delivery.abort();
    delivery.abort();
    expect(heard).toEqual(["pause", "resume", "cancel"]);
  });

  test("says nothing more once it is closed", () => {
    const taken: string[] = [];
    let sink: Sink | undefined;
    const body = { start: (to: Sink) => void (sink = to), pause() {}, resume() {}, cancel() {} };
    deliver(reply({ status: 200, body }), taking(taken)).abort();
    sink!.write(bytes);
    sink!.end();
    sink!.fail(refuse({ code: "late", status: 502, message: "late" }));
    expect(taken).toEqual([]);
  });

  test.each([
    ["refused", refuse({ code: "no", status: 429, message: "no", by: "limit" })],
    ["refused", refuse({ code: "busy", status: 503, message: "busy", by: "provider" })],
    ["failed", refuse({ code: "lost", status: 502, message: "lost", by: "gateway" })],
  ])("that says no ended %s for %j", (ended, error) => {
    const outcomes: Outcome[] = [];
    const answer = refused(error).onClose((outcome) => void outcomes.push(outcome));
    deliver(answer, taking([]));
    expect(outcomes).toEqual([expect.objectContaining({ ended, error, status: error.status })]);
  });
});

test("a watcher that throws holds up neither the bytes nor the other watchers", async () => {
  const host = createHost();
  const seen: string[] = [];
  const bad = (): never => {
    throw new Error("bad watcher");
  };
  const watch = plugin("watch", {
    post(_x, answer) {
      answer.tap(bad).onClose(bad);
      answer.tap(() => void seen.push("tap")).onClose(() => void seen.push("close"));
    },
  });
  const { body } = await run([watch], { send: scriptedSend([{ status: 200, body: "hello" }]), host });
  expect([body, seen]).toEqual(["hello", ["tap", "close"]]);
  expect(host.logged.map(({ fields }) => (fields as { hook: string }).hook)).toEqual(["reply", "reply"]);
});

test("a post that wraps the body keeps everybody's chunk and done", async () => {
  const seen: string[] = [];
  const note = (name: string) =>
    plugin(name, {
      chunk: (_x, some) => void seen.push(`${name} ${Buffer.from(some).toString()}`),
      done: (_x, { ended, bytes }) => void seen.push(`${name} ${ended} ${bytes}`),
    });
  const loud = plugin("loud", {
    post: (_x, before) =>
      reply({
        ...before,
        body: {
          start(sink) {
            const write = (some: Uint8Array): void => sink.write(Buffer.from(Buffer.from(some).toString().toUpperCase() + "!"));
            deliver(before, { write, end: () => sink.end(), fail: (why) => sink.fail(why) });
          },
          pause() {},
          resume() {},
          cancel: () => before.discard(),
        },
      }),
  });
  const { body } = await run([note("outer"), loud, note("inner")], { send: scriptedSend([{ status: 200, body: "hello" }]) });
  expect(body).toBe("HELLO!");
  expect(seen).toEqual(["inner hello", "outer HELLO!", "outer complete 6", "inner complete 5"]);
});
