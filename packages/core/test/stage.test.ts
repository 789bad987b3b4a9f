import { type PassHooks, perCall, reply, type Send } from "@headgate/core";
import { callOf, createClock, createHost, exchangeOf, openPipeline, run, scriptedSend } from "@headgate/testkit";
import { describe, expect, test } from "vitest";
import { compile } from "../src/compile.ts";
import { isThenable } from "../src/runtime.ts";
import { plugin, rerun, traced } from "./tracing.ts";

const runtime = { clock: createClock(), report() {} };
const upstream: Send = (_x, call) => reply({ status: 200, call });

test("makes no promise while every hook is synchronous", async () => {
  const { pipeline, close } = await openPipeline([traced([], "1"), traced([], "2")], { send: upstream });
  const x = exchangeOf();
  const answer = pipeline.send(x, callOf(x));
  expect(isThenable(answer)).toBe(false);
  (await answer).discard();
  await close();
});

test("a hook that nobody registered costs nothing: the list compiles to the innermost send itself", () => {
  const member = { name: "idle", onError: "closed", deadlineMs: 5000, hooks: {} } as const;
  expect(compile([member, member], upstream, runtime).send).toBe(upstream);
});

test("neighbouring plugins become one stage, and a wrap parts them", async () => {
  let passes = 0;
  // Each stage reads the clock once, when its pass begins.
  const counting = { ...runtime, clock: { ...runtime.clock, now: () => ((passes += 1), 0) } };
  const judge = { name: "judge", onError: "closed", deadlineMs: 5000, hooks: { pre() {} } } as const;
  const wrap = { ...judge, hooks: { around: (send: Send): Send => send } };
  const x = exchangeOf();
  await compile([judge, judge, wrap, judge, judge, judge], upstream, counting).send(x, callOf(x));
  expect(passes).toBe(2);
});

describe("the call is the pass", () => {
  test("post, error and done get the very call that pre saw", async () => {
    const seen = new Map<object, string[]>();
    const note = (call: object, hook: string): void => void seen.set(call, [...(seen.get(call) ?? []), hook]);
    const judge = plugin("judge", {
      pre: (_x, call) => note(call, "pre"),
      post: (_x, _reply, call) => note(call, "post"),
      error: (_x, _error, call) => note(call, "error"),
      done: (_x, _outcome, call) => note(call, "done"),
    });
    await run([plugin("rerun", rerun("b")), judge], { send: scriptedSend([{ status: 503 }, new Error("lost")]) });
    expect([...seen.values()]).toEqual([
      ["pre", "post", "done"],
      ["pre", "error", "done"],
    ]);
  });

  test("perCall keeps the state of overlapping passes apart", async () => {
    const model = perCall<string>();
    const settled: unknown[] = [];
    const keeper = plugin("keeper", {
      pre: (_x, call) => void model.set(call, call.model),
      done: (_x, _outcome, call) => void settled.push(model.get(call)),
    });
    const hedge = plugin("hedge", {
      around: (send) => async (x, call) => {
        const [kept, dropped] = await Promise.all(["a", "b"].map(async (name) => send(x, { ...call, model: name })));
        dropped?.discard();
        return kept ?? reply({ status: 502 });
      },
    });
    await run([hedge, keeper], { send: async (x, call) => upstream(x, call) });
    expect(settled).toEqual(["b", "a"]);
  });

  test("the outcome's start is that of the plugin's own pass, and for the reply itself that of the innermost", async () => {
    const host = createHost();
    const started: number[] = [];
    const begin = ({ startedAt }: { startedAt: number }): void => void started.push(startedAt - begun);
    const note: PassHooks = { done: (_x, outcome) => begin(outcome) };
    const begun = host.clock.now();
    const wait = plugin("wait", { around: (send) => async (x, call) => (await host.clock.sleep(250), send(x, call)) });
    const { send, close } = await openPipeline(
      [plugin("outer", { ...note, post: (_x, answer) => void answer.onClose(begin) }), wait, plugin("inner", note)],
      { send: upstream, host },
    );
    const ran = send();
    await host.clock.advance(250);
    await ran;
    await close();
    expect(started).toEqual([250, 250, 0]);
  });
});
