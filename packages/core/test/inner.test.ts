import { definePlugin, type Host, type Hooks, type PluginUse, reply } from "@headgate/core";
import { run, scriptedSend } from "@headgate/testkit";
import { expect, test } from "vitest";
import { none, noting, plugin, rerun, traced } from "./tracing.ts";

const ok = { status: 200 };
const down = { status: 503 };
const ledger = (trace: string[]): PluginUse => plugin("ledger", { inner: noting(trace, "ledger") });
const attempt = (model: string, status: number, ended: string): string =>
  `ledger.pre(${model}) ledger.post(${status}) ledger.done(${status} ${ended})`;

test("inner hooks run inside everything that is listed, in list order", async () => {
  const trace: string[] = [];
  const both = (name: string): PluginUse => plugin(name, { ...noting(trace, name), inner: noting(trace, `${name}.inner`) });
  await run([both("1"), both("2")], { send: scriptedSend([ok]), call: { model: "a" } });
  expect(trace.filter((step) => step.includes("pre")).join(" ")).toBe("1.pre(a) 2.pre(a) 1.inner.pre(a) 2.inner.pre(a)");
});

test.each([
  ["a plugin that answers itself", plugin("cache", { pre: () => reply(ok) })],
  ["a wrap that answers itself", plugin("cache", { around: () => () => reply(ok) })],
])("inner hooks do not run for %s, for nothing leaves", async (_what, cache) => {
  const trace: string[] = [];
  await run([ledger(trace), cache], { send: scriptedSend([]) });
  expect(trace).toEqual([]);
});

/** Plugins that send again, each in its own way; every call they make must pass the ledger, which is listed first or last. */
const reruns: readonly (readonly [string, PluginUse])[] = [
  ["a plugin's wrap", plugin("rerun", rerun("b"))],
  ["a plugin's inner wrap", plugin("rerun", { inner: rerun("b") })],
  ["host.dispatch", dispatching((host) => (x, call) => host.dispatch(x, { ...call, model: "b" }))],
  [
    "host.dispatch of a frozen request",
    dispatching((host) => (x, call) => host.dispatch(host.freeze(x, { ...call, model: "b" }))),
  ],
];
test.each(
  reruns.flatMap(([how, rerunner]) => [
    { how, place: "before", list: (trace: string[]) => [ledger(trace), rerunner] },
    { how, place: "after", list: (trace: string[]) => [rerunner, ledger(trace)] },
  ]),
)("inner hooks of a plugin listed $place see each call that leaves through $how", async ({ list }) => {
  const trace: string[] = [];
  const send = scriptedSend([down, ok]);
  await run(list(trace), { send, call: { model: "a" } });
  send.verify();
  expect(trace.join(" ")).toBe(`${attempt("a", 503, "discarded")} ${attempt("b", 200, "complete")}`);
});

test("a dispatch goes inward from its plugin's own place, never past a guard and never back out", async () => {
  const trace: string[] = [];
  const again = dispatching((host) => (x, call) => host.dispatch(x, { ...call, model: "b" }));
  const list = [
    traced(trace, "outer"),
    again,
    traced(trace, "guard", { pre: (_x, { model }) => (model === "b" ? reply({ status: 403 }) : undefined) }),
  ];
  await run(list, { send: scriptedSend([down]), call: { model: "a" } });
  expect(trace.join(" ")).toBe(
    "outer.pre(a) guard.pre(a) guard.post(503) guard.done(503 discarded) guard.pre(b) outer.post(403) outer.done(403 complete)",
  );
});

test("a dispatch by a plugin that has only hooks passes the hooks of its neighbours too", async () => {
  const trace: string[] = [];
  const setup = (host: Host): Hooks => ({ pre: (x, call) => host.dispatch(x, { ...call, model: "b" }) });
  const early = definePlugin({ api: 1, name: "early", config: none, setup })({});
  const send = scriptedSend([ok]);
  await run([traced(trace, "outer"), early, traced(trace, "guard")], { send, call: { model: "a" } });
  expect(trace.join(" ")).toBe(
    "outer.pre(a) guard.pre(b) guard.post(200) outer.post(200) guard.done(200 complete) outer.done(200 complete)",
  );
});

test("a dispatch of an exchange names the plugin that forgot the call", async () => {
  const list = [dispatching((host) => (x) => host.dispatch(x))];
  const { status, pipeline } = await run(list, { send: scriptedSend([down]) });
  expect([status, pipeline.inFlight]).toEqual([500, 0]);
});

/** Sends once; when that fails, a second time by way of its host. */
function dispatching(again: (host: Host) => ReturnType<NonNullable<Hooks["around"]>>): PluginUse {
  const setup = (host: Host): Hooks => ({
    around: (send) => async (x, call) => {
      const first = await send(x, call);
      if (first.status < 500) return first;
      first.discard();
      return again(host)(x, call);
    },
  });
  return definePlugin({ api: 1, name: "dispatching", config: none, setup })({});
}
