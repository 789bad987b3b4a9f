/** Whoever stalls, leaves or drops the answer reaches the body that flows at that time, and the call that is awaited. */
import { type Call, type Outcome, reply, type Reply } from "@headgate/core";
import type { ScriptedReply } from "@headgate/testkit";
import { describe, expect, test } from "vitest";
import { Body, broke, heardOf, lost, onward, scene, used, whole } from "./resume-scene.ts";

/** An answer that comes when the test says so. */
function awaited() {
  let come = (_answer: Reply): void => {};
  let call: Call | undefined;
  const step: ScriptedReply = (_x, second) => {
    call = second;
    return new Promise((resolve) => (come = resolve));
  };
  return { step, call: () => call!, answer: (body: Body) => come(reply({ status: 200, body, call: call! })) };
}

const settled = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));
const cut = (body: Body): void => body.sink!.fail(lost(), Buffer.from("frame"));

/** The first body flows; the second is awaited. */
async function open() {
  const [first, second, next] = [new Body("a"), new Body("b"), awaited()];
  const { answer, passes } = await scene([{ status: 200, body: first, usage: used(1) }, next.step]);
  const from = await answer();
  const outcomes: Outcome[] = [];
  from.onClose((outcome) => void outcomes.push(outcome));
  return { first, second, next, passes, from, outcomes };
}

test("a reader that stalls pauses the first body, then the second", async () => {
  const { first, second, next, from } = await open();
  const { delivery } = heardOf(from);
  delivery.pause();
  delivery.resume();
  cut(first);
  next.answer(second);
  await settled();
  delivery.pause();
  delivery.resume();
  expect([first.asked, second.asked]).toEqual([
    ["pause", "resume"],
    ["pause", "resume"],
  ]);
});

test("a reader that stalled while nothing came pauses the second body from its start", async () => {
  const { first, second, next, from } = await open();
  const { delivery } = heardOf(from);
  cut(first);
  delivery.pause();
  next.answer(second);
  await settled();
  expect(second.asked).toEqual(["pause"]);
});

test("a reader that stalls at the first bytes of the second body pauses it", async () => {
  const { first, next, from } = await open();
  const heard = heardOf(from);
  const second = new (class extends Body {
    override start(sink: Parameters<Body["start"]>[0]): void {
      super.start(sink);
      heard.delivery.pause();
    }
  })();
  cut(first);
  next.answer(second);
  await settled();
  expect(second.asked).toEqual(["pause"]);
});

describe("a client that leaves", () => {
  test("while the first body flows cancels that", async () => {
    const { first, from, passes, outcomes } = await open();
    heardOf(from).delivery.abort();
    expect([first.asked, outcomes[0]?.ended, passes.map(({ ended }) => ended)]).toEqual([["cancel"], "aborted", ["aborted"]]);
  });

  test("while the second is awaited ends that call, and what still comes is dropped", async () => {
    const { first, second, next, from, passes, outcomes } = await open();
    const heard = heardOf(from);
    cut(first);
    heard.delivery.abort();
    expect([next.call().signal?.aborted, outcomes[0]?.ended]).toEqual([true, "aborted"]);
    next.answer(second);
    await settled();
    expect([second.asked, passes.map(({ ended }) => ended)]).toEqual([["cancel"], ["cut", "discarded"]]);
    expect([heard.ended, heard.failed]).toEqual([false, undefined]);
  });

  test("while the second body flows cancels that, once", async () => {
    const { first, second, next, from, passes, outcomes } = await open();
    const { delivery } = heardOf(from);
    cut(first);
    next.answer(second);
    await settled();
    delivery.abort();
    delivery.abort();
    expect([first.asked, second.asked, outcomes[0]?.ended]).toEqual([[], ["cancel"], "aborted"]);
    expect(passes.map(({ ended }) => ended)).toEqual(["cut", "aborted"]);
  });

  test("with the bytes that it is just being sent cancels the second body too", async () => {
    const { first, next, from } = await open();
    const heard = heardOf(from);
    const second = new (class extends Body {
      override start(sink: Parameters<Body["start"]>[0]): void {
        super.start(sink);
        heard.delivery.abort();
      }
    })();
    cut(first);
    next.answer(second);
    await settled();
    expect(second.asked).toEqual(["cancel"]);
  });
});

test("an answer that is dropped unread drops the first one", async () => {
  const { first, from, passes, outcomes } = await open();
  from.discard();
  expect(outcomes).toMatchObject([{ ended: "discarded", usage: used(1) }]);
  expect([first.asked, passes.map(({ ended }) => ended)]).toEqual([["cancel"], ["discarded"]]);
});

test("an answer that somebody inside had dropped before it is read fails at once", async () => {
  const { answer } = await scene([
    (_x, call) => {
      const dropped = reply({ status: 200, body: new Body("a"), call });
      dropped.discard();
      return dropped;
    },
  ]);
  expect(heardOf(await answer()).failed?.message).toBe("the answer broke off");
});

test("a pass that somebody outside has ended is not gone on with", async () => {
  const pass = new AbortController();
  const { send, run } = await scene(
    [
      (_x, call) => {
        pass.abort();
        const body = new (class extends Body {
          override start(sink: Parameters<Body["start"]>[0]): void {
            sink.fail(lost("ended"));
          }
        })("a");
        return reply({ status: 200, body, call });
      },
    ],
    onward,
  );
  const ran = await run(undefined, { provider: "openai", model: "gpt-4o", signal: pass.signal });
  expect([ran.failed?.message, send.calls.length]).toEqual(["ended", 1]);
});

test("those outside hear of the end after those inside have", async () => {
  const { answer, passes } = await scene([broke("a"), whole("b")]);
  const from = await answer();
  const inside: number[] = [];
  from.onClose(() => void inside.push(passes.length));
  heardOf(from);
  await settled();
  expect([inside, passes.at(-1)?.usage]).toEqual([[2], used(2)]);
});

test("says in the log who goes on, and who could not", async () => {
  const { host, run } = await scene([broke("a"), { status: 200, body: "{}" }]);
  await run();
  const request = "test-exchange";
  const to = "anthropic/after gpt-4o";
  expect(host.logged.map(({ fields, message }) => [fields, message])).toEqual([
    [
      { request, from: "openai/gpt-4o", to, status: 502, code: "upstream_error" },
      `openai/gpt-4o broke off; continuing with ${to}`,
    ],
    [{ request, from: to, status: undefined, code: undefined }, `${to} could not continue`],
  ]);
});
