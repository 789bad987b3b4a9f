import { type PluginUse, reply } from "@headgate/core";
import { createHost, openPipeline, run, scriptedSend } from "@headgate/testkit";
import { describe, expect, test } from "vitest";
import { plugin } from "./tracing.ts";

const failure = new Error("a hook's own failure");
const throws = (): never => {
  throw failure;
};
const ways: Readonly<Record<string, () => unknown>> = {
  throws,
  rejects: () => Promise.reject(failure),
  hangs: () => new Promise(() => {}),
  "answers null": () => null,
  "answers a string": () => "200 OK",
  "resolves to an object that is not a reply": async () => ({ status: 200 }),
};
const failing = (hook: string, way: string, use = {}): PluginUse => plugin("faulty", { [hook]: ways[way] }, use);
const hello = { status: 200, body: "hello" };

/** Status by the policy; `error` runs only because the upstream broke, and can only fail to save it. */
const expected = {
  pre: { closed: 500, open: 200 },
  post: { closed: 500, open: 200 },
  error: { closed: 500, open: 500 },
} as const;
const rows = (["pre", "post", "error"] as const).flatMap((hook) =>
  (["closed", "open"] as const).flatMap((onError) =>
    Object.keys(ways).map((way) => ({ hook, onError, way, status: expected[hook][onError] })),
  ),
);

test.each(rows)("$status when the $hook of a plugin that fails $onError $way", async ({ hook, onError, way, status }) => {
  const host = createHost();
  const send = scriptedSend([hook === "error" ? new Error("socket hang up") : hello]);
  const open = await openPipeline([failing(hook, way, { onError })], { send, host });
  const ran = open.send();
  if (way === "hangs") await host.clock.advance(5000);
  expect((await ran).status).toBe(status);
  expect(open.pipeline.describe()[0]?.degraded).toBe(true);
  expect(host.logged.map(({ fields }) => fields)).toContainEqual(expect.objectContaining({ plugin: "faulty", hook }));
  expect(host.clock.pending).toBe(0);
  await open.close();
});

describe.each(["chunk", "done"])("%s cannot fail a request", (hook) => {
  test.each(Object.keys(ways))("when it %s", async (way) => {
    const host = createHost();
    const { status, body, outcome, pipeline } = await run([failing(hook, way)], { send: scriptedSend([hello]), host });
    expect([status, body, outcome.ended]).toEqual([200, "hello", "complete"]);
    // What these hooks return is nobody's business, only that they failed is.
    expect(pipeline.describe()[0]?.degraded).toBe(way === "throws" || way === "rejects");
  });
});

test("a neighbour's chunk and done run though one's own threw", async () => {
  const seen: string[] = [];
  const watcher = (name: string): PluginUse =>
    plugin(name, { chunk: () => void seen.push(`${name}.chunk`), done: () => void seen.push(`${name}.done`) });
  const bad = plugin("bad", { chunk: throws, done: throws });
  await run([watcher("outer"), bad, watcher("inner")], { send: scriptedSend([hello]) });
  expect(seen).toEqual(["inner.chunk", "outer.chunk", "inner.done", "outer.done"]);
});

test.each([
  ["the default", {}, 5000],
  ["its own", { deadlineMs: 20 }, 20],
])("a hook has until %s deadline", async (_whose, use, deadline) => {
  const host = createHost();
  const open = await openPipeline([failing("pre", "hangs", use)], { send: scriptedSend([]), host });
  let answered = false;
  const ran = open.send().finally(() => (answered = true));
  await host.clock.advance(deadline - 1);
  expect(answered).toBe(false);
  await host.clock.advance(1);
  expect((await ran).status).toBe(500);
  await open.close();
});

test.each(["pre", "post"])("discards the reply that a %s gives after its deadline", async (hook) => {
  const host = createHost();
  const late = reply({ status: 200 });
  const ended: string[] = [];
  late.onClose((outcome) => ended.push(outcome.ended));
  const slow = plugin("slow", { [hook]: () => host.clock.sleep(6000).then(() => late) });
  const open = await openPipeline([slow], { send: scriptedSend([hello]), host });
  const ran = open.send();
  await host.clock.advance(5000);
  expect([(await ran).status, ended]).toEqual([500, []]);
  await host.clock.advance(1000);
  expect(ended).toEqual(["discarded"]);
  await open.close();
});

test("a hook that answers in time leaves no timer", async () => {
  const host = createHost();
  await run([plugin("quick", { pre: async () => {}, post: async () => {} })], { send: scriptedSend([hello]), host });
  expect(host.clock.pending).toBe(0);
});
