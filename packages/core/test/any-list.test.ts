import {
  type Call,
  createPipeline,
  deliver,
  type PassHooks,
  type PluginUse,
  refuse,
  refused,
  reply,
  type Reply,
  type Send,
} from "@headgate/core";
import { callOf, createHost, exchangeOf } from "@headgate/testkit";
import { type Arbitrary, array, assert, asyncProperty, boolean, constant, constantFrom, oneof, option, record } from "fast-check";
import { expect, test } from "vitest";
import { plugin } from "./tracing.ts";

const no = refuse({ code: "no", status: 403, message: "no" });
const crash = (): never => {
  throw new Error("crash");
};
const says = ["nothing", "answers", "refuses", "throws", "rejects", "garbage"] as const;
const anyHook = record({
  says: oneof({ weight: 4, arbitrary: constant("nothing" as const) }, constantFrom(...says)),
  later: boolean(),
});
const hooks = record({ pre: anyHook, post: anyHook, error: anyHook });
const anyPlugin = record({
  own: option(hooks),
  inner: option(hooks),
  around: constantFrom("none", "none", "passes", "runs twice", "answers", "throws", "rejects" as const),
  onError: constantFrom("open", "closed" as const),
});
const upstreams = ["whole", "refused", "throws", "rejects", "cut", "garbage"] as const;
const anyUpstream = array(record({ says: constantFrom(...upstreams), later: boolean() }), { minLength: 1 });
const edges = constantFrom("reads", "leaves", "discards" as const);

type Hook = typeof anyHook extends Arbitrary<infer T> ? T : never;
type AnyPlugin = typeof anyPlugin extends Arbitrary<infer T> ? T : never;
interface Counts {
  completed: number;
  outbound: number;
  done: number;
}

test("each completed pre gets one post or error and one done, others none, and a reply always comes out", async () => {
  await assert(
    asyncProperty(array(anyPlugin, { maxLength: 6 }), anyUpstream, edges, async (list, script, edge) => {
      const passes: Map<Call, Counts>[] = [];
      const uses = list.map((it, i) => built(it, `plugin-${i}`, passes));
      const pipeline = await createPipeline(uses, { upstream: upstream(script), host: createHost() });
      const x = exchangeOf();
      const answer = await pipeline.send(x, callOf(x));
      expect(typeof answer.status).toBe("number");
      if (edge === "discards") answer.discard();
      const delivery = edge === "discards" ? undefined : deliver(answer, { write() {}, end() {}, fail() {} });
      if (edge === "leaves") delivery?.abort();
      for (const counts of passes.flatMap((of) => [...of.values()])) {
        expect(counts).toEqual({ completed: counts.completed, outbound: counts.completed, done: counts.completed });
      }
      expect(pipeline.inFlight).toBe(0);
      await pipeline.close();
    }),
    { numRuns: 500 },
  );
});

function built({ own, inner, around, onError }: AnyPlugin, name: string, passes: Map<Call, Counts>[]): PluginUse {
  const wrap = around === "none" ? {} : { around: wraps[around] };
  const counted = (hooks: Parameters<typeof counting>[0]): PassHooks => {
    const mine = new Map<Call, Counts>();
    passes.push(mine);
    return counting(hooks, mine);
  };
  return plugin(name, { ...wrap, ...(own && counted(own)), ...(inner && { inner: counted(inner) }) }, { onError });
}

function counting(hooks: Record<"pre" | "post" | "error", Hook>, passes: Map<Call, Counts>): PassHooks {
  const at = (call: Call): Counts => {
    const counts = passes.get(call) ?? { completed: 0, outbound: 0, done: 0 };
    passes.set(call, counts);
    return counts;
  };
  return {
    pre(_x, call) {
      if (hooks.pre.says === "nothing") at(call).completed += 1;
      return saying(hooks.pre);
    },
    post(_x, before, call) {
      at(call).outbound += 1;
      // Whoever drops a reply for one of its own calls discard().
      if (hooks.post.says === "answers") before.discard();
      return saying(hooks.post);
    },
    error(_x, _error, call) {
      at(call).outbound += 1;
      return saying(hooks.error);
    },
    done: (_x, _outcome, call) => void (at(call).done += 1),
  };
}

function saying({ says, later }: Hook): ReturnType<NonNullable<PassHooks["pre"]>> {
  const said = {
    nothing: () => {},
    answers: ok,
    refuses: () => no,
    throws: crash,
    rejects: async () => crash(),
    garbage: () => "?" as never,
  };
  return later ? Promise.resolve().then<Reply | typeof no | void>(said[says]) : said[says]();
}

function ok(): Reply {
  return reply({ status: 200, body: "ok" });
}

const wraps: Record<Exclude<AnyPlugin["around"], "none">, (send: Send) => Send> = {
  passes: (send) => (x, call) => send(x, call),
  "runs twice": (send) => async (x, call) => {
    const first = await send(x, call);
    first.discard();
    return send(x, { ...call });
  },
  answers: () => ok,
  throws: () => crash,
  rejects: () => async () => crash(),
};

function upstream(script: readonly { says: (typeof upstreams)[number]; later: boolean }[]): Send {
  let calls = 0;
  const cut = { start: (sink: { fail(why: typeof no): void }) => sink.fail(no), pause() {}, resume() {}, cancel() {} };
  const said = {
    whole: ok,
    refused: () => refused(no),
    throws: crash,
    rejects: async () => crash(),
    cut: () => reply({ status: 200, body: cut }),
    garbage: () => undefined as never,
  };
  return () => {
    const next = script[calls++ % script.length];
    const answer = said[next?.says ?? "whole"];
    return next?.later ? Promise.resolve().then<Reply>(answer) : answer();
  };
}
