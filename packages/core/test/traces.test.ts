import { type Hooks, type PluginUse, refuse, reply } from "@headgate/core";
import { run, type ScriptedReply, scriptedSend } from "@headgate/testkit";
import { expect, test } from "vitest";
import { plugin, rerun, traced } from "./tracing.ts";

const ok = { status: 200 };
const down = { status: 503 };
const broken = new Error("socket hang up");
const no = refuse({ code: "no", status: 429, message: "no" });
const throws = (): never => {
  throw broken;
};
type Row = readonly [promise: string, list: (trace: string[]) => PluginUse[], script: readonly ScriptedReply[], trace: string];
const three =
  (hooks: Hooks, use = {}): Row[1] =>
  (trace) => [traced(trace, "1"), traced(trace, "2", hooks, use), traced(trace, "3")];

const table: readonly Row[] = [
  [
    "goes in in order and comes out in reverse",
    three({}),
    [ok],
    "1.pre(a) 2.pre(a) 3.pre(a) 3.post(200) 2.post(200) 1.post(200) 3.done(200 complete) 2.done(200 complete) 1.done(200 complete)",
  ],
  [
    "runs once per request outside a re-run, once per attempt inside",
    (trace) => [traced(trace, "outer"), plugin("rerun", rerun("b")), traced(trace, "inner")],
    [down, ok],
    "outer.pre(a) inner.pre(a) inner.post(503) inner.done(503 discarded) inner.pre(b) inner.post(200) outer.post(200) inner.done(200 complete) outer.done(200 complete)",
  ],
  [
    "keeps a plugin's own hooks outside its own wrap",
    (trace) => [traced(trace, "own", rerun("b")), traced(trace, "inner")],
    [down, ok],
    "own.pre(a) inner.pre(a) inner.post(503) inner.done(503 discarded) inner.pre(b) inner.post(200) own.post(200) inner.done(200 complete) own.done(200 complete)",
  ],
  [
    "does not enter a plugin that answers",
    three({ pre: () => reply(ok) }),
    [],
    "1.pre(a) 2.pre(a) 1.post(200) 1.done(200 complete)",
  ],
  ["does not enter a plugin that refuses", three({ pre: () => no }), [], "1.pre(a) 2.pre(a) 1.post(429) 1.done(429 refused)"],
  ["does not enter a plugin that throws", three({ pre: throws }), [], "1.pre(a) 2.pre(a) 1.error 1.done(0 failed)"],
  [
    "does not enter a plugin that rejects",
    three({ pre: async () => throws() }),
    [],
    "1.pre(a) 2.pre(a) 1.error 1.done(0 failed)",
  ],
  [
    "leaves an open plugin out for the whole pass when its pre throws",
    three({ pre: throws }, { onError: "open" }),
    [ok],
    "1.pre(a) 2.pre(a) 3.pre(a) 3.post(200) 1.post(200) 3.done(200 complete) 1.done(200 complete)",
  ],
  [
    "tells everybody of a throw inside",
    three({}),
    [broken],
    "1.pre(a) 2.pre(a) 3.pre(a) 3.error 2.error 1.error 3.done(0 failed) 2.done(0 failed) 1.done(0 failed)",
  ],
  [
    "lets a plugin recover from a throw",
    three({ error: () => reply({ status: 502 }) }),
    [broken],
    "1.pre(a) 2.pre(a) 3.pre(a) 3.error 2.error 3.done(0 failed) 1.post(502) 2.done(502 complete) 1.done(502 complete)",
  ],
  [
    "settles what stands inside when a post throws",
    three({ post: throws }),
    [ok],
    "1.pre(a) 2.pre(a) 3.pre(a) 3.post(200) 2.post(200) 3.done(200 discarded) 1.error 2.done(0 failed) 1.done(0 failed)",
  ],
  [
    "keeps the reply when the post of an open plugin throws",
    three({ post: throws }, { onError: "open" }),
    [ok],
    "1.pre(a) 2.pre(a) 3.pre(a) 3.post(200) 2.post(200) 1.post(200) 3.done(200 complete) 2.done(200 complete) 1.done(200 complete)",
  ],
  [
    "drops the reply that a post refuses",
    three({ post: () => no }),
    [ok],
    "1.pre(a) 2.pre(a) 3.pre(a) 3.post(200) 2.post(200) 3.done(200 discarded) 1.post(429) 2.done(429 refused) 1.done(429 refused)",
  ],
  [
    "goes on with the first failure when an error hook throws",
    three({ error: throws }),
    [broken],
    "1.pre(a) 2.pre(a) 3.pre(a) 3.error 2.error 1.error 3.done(0 failed) 2.done(0 failed) 1.done(0 failed)",
  ],
];

test.each(table)("%s", async (_promise, list, script, expected) => {
  const trace: string[] = [];
  const send = scriptedSend(script);
  await run(list(trace), { send, call: { model: "a" } });
  expect(trace.join(" ")).toBe(expected);
  send.verify();
});
