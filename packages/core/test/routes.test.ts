import { type Hooks, refuse, reply, type Route } from "@headgate/core";
import { openPipeline, run, scriptedSend } from "@headgate/testkit";
import { expect, test } from "vitest";
import { noting, plugin, traced } from "./tracing.ts";

const poll: Route = {
  method: "GET",
  path: "/v1/async/:id",
  access: "client",
  handle: (x) => reply({ status: 200, body: x.path }),
};
const request = { method: "GET", path: "/v1/async/7" };

test("a route runs what stands before its plugin and nothing after it", async () => {
  const trace: string[] = [];
  const own = plugin("jobs", { ...noting(trace, "jobs"), routes: [poll] });
  const inner = plugin("inner", { inner: noting(trace, "ledger") });
  const ran = await run([traced(trace, "auth"), inner, own, traced(trace, "fallback")], { send: scriptedSend([]), request });
  expect(ran).toMatchObject({ status: 200, body: "/v1/async/7" });
  expect(trace.join(" ")).toBe("auth.pre() auth.post(200) auth.done(200 complete)".replace("()", "(gpt-4o-mini)"));
});

test("a guard before a route refuses it", async () => {
  const guard = plugin("auth", { pre: () => refuse({ code: "who", status: 401, message: "who?" }) });
  const own = plugin("jobs", { routes: [{ ...poll, handle: () => expect.unreachable() }] });
  const { status, error } = await run([guard, own], { send: scriptedSend([]), request });
  expect([status, error?.by]).toEqual([401, "auth"]);
});

test("a wrap before a route wraps it too", async () => {
  const stamp: Hooks["around"] = (send) => async (x, call) => {
    const answer = await send(x, call);
    answer.headers["x-wrapped"] = "1";
    return answer;
  };
  const ran = await run([plugin("wrap", { around: stamp }), plugin("jobs", { routes: [poll] })], {
    send: scriptedSend([]),
    request,
  });
  expect(ran.headers["x-wrapped"]).toBe("1");
});

test("a refusal by a handler carries its plugin's name", async () => {
  const gone = refuse({ code: "job_gone", status: 404, message: "gone" });
  const ran = await run([plugin("jobs", { routes: [{ ...poll, handle: async () => gone }] })], {
    send: scriptedSend([]),
    request,
  });
  expect(ran.error).toEqual({ ...gone, by: "jobs" });
});

test.each<readonly [string, () => never]>([
  ["throws", () => expect.fail("sk-secret")],
  ["answers with nothing", () => undefined as never],
])("a handler that %s is a 500 and is counted out again", async (_how, handle) => {
  const open = await openPipeline([plugin("jobs", { routes: [{ ...poll, handle }] })], { send: scriptedSend([]) });
  const ran = await open.send(request);
  expect([ran.status, ran.error?.code, open.pipeline.inFlight]).toEqual([500, "internal_error", 0]);
  await open.close();
});

test("a route that stands for an operation has no send of its own: its requests take the whole list", async () => {
  const alias: Route = { method: "POST", path: "/v1/async/*", as: "/v1/*", access: "client" };
  const { pipeline } = await run([plugin("jobs", { routes: [alias] })], { send: scriptedSend([{ status: 200 }]) });
  expect(pipeline.routes).toEqual([{ ...alias, plugin: "jobs" }]);
});
