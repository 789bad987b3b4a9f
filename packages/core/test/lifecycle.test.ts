import {
  createPipeline,
  definePlugin,
  type Hooks,
  type PluginSpec,
  type PluginUse,
  reply,
  type Send,
  service,
} from "@headgate/core";
import { callOf, createHost, exchangeOf, type TestHost } from "@headgate/testkit";
import { expect, test } from "vitest";
import { z } from "zod";
import { none } from "./tracing.ts";

const upstream: Send = (_x, call) => reply({ status: 200, call });
const Keys = service<string[]>("keys");

function living(trace: string[], name: string, hooks: Hooks = {}, parts: Partial<PluginSpec> = {}): PluginUse {
  const setup: PluginSpec["setup"] = () => {
    trace.push(`${name} set up`);
    return { start: () => void trace.push(`${name} starts`), close: () => void trace.push(`${name} closes`), ...hooks };
  };
  return definePlugin({ api: 1, name, config: none, setup, ...parts })({});
}

test("sets up, starts and closes in order, those that offer a service first", async () => {
  const trace: string[] = [];
  const uses = [
    living(trace, "auth", {}, { asks: [Keys] }),
    living(trace, "judge", {}, { offers: [Keys] }),
    living(trace, "log"),
  ];
  const pipeline = await createPipeline(uses, { upstream, host: createHost() });
  expect(trace.splice(0)).toEqual(["judge set up", "auth set up", "log set up"]);
  await pipeline.start();
  expect(trace.splice(0)).toEqual(["judge starts", "auth starts", "log starts"]);
  await pipeline.close();
  expect(trace).toEqual(["log closes", "auth closes", "judge closes"]);
});

test("hands a service from the one who offers it to the one who asks", async () => {
  const got: unknown[] = [];
  const asks = definePlugin({
    api: 1,
    name: "asks",
    config: none,
    asks: [Keys],
    setup: (host) => (got.push(host.ask(Keys)), {}),
  });
  const offers = definePlugin({
    api: 1,
    name: "offers",
    config: none,
    offers: [Keys],
    setup: (host) => (host.offer(Keys, ["k"]), {}),
  });
  await createPipeline([asks({}), offers({})], { upstream, host: createHost() });
  expect(got).toEqual([["k"]]);
});

test("hands a plugin its options as its schema reads them", async () => {
  const got: unknown[] = [];
  const config = z.strictObject({ tries: z.number().default(3) });
  const counts = definePlugin({ api: 1, name: "counts", config, setup: (_host, options) => (got.push(options), {}) });
  await createPipeline([counts({})], { upstream, host: createHost() });
  expect(got).toEqual([{ tries: 3 }]);
});

const fails = (): never => {
  throw new Error("it failed");
};
test.each<readonly [string, (trace: string[]) => PluginUse[]]>([
  ["a plugin that throws at setup", (trace) => [living(trace, "bad", {}, { setup: fails })]],
  ["a plugin that rejects at setup", (trace) => [living(trace, "bad", {}, { setup: async () => fails() })]],
  ["a plugin that gives no hooks at all", (trace) => [living(trace, "bad", {}, { setup: () => undefined as never })]],
  ["a fault of its routes", (trace) => [living(trace, "bad", { routes: [{} as never] })]],
  ["a wrap that throws when it is folded", (trace) => [living(trace, "bad", { around: fails })]],
  [
    "such a wrap with a route behind it",
    (trace) => [
      living(trace, "bad", { around: fails }),
      living(trace, "api", { routes: [{ method: "GET", path: "/", access: "public", handle: fails }] }),
    ],
  ],
])("closes what was set up when the list fails by %s", async (_how, bad) => {
  const trace: string[] = [];
  const started = createPipeline([living(trace, "first"), living(trace, "second"), ...bad(trace)], {
    upstream,
    host: createHost(),
  });
  await expect(started).rejects.toBeInstanceOf(Error);
  expect(trace.slice(-2)).toEqual(["second closes", "first closes"]);
});

test("tells the plugins that they will be closed while requests are still in flight, once for each close", async () => {
  const open = await busy((trace) => ({ drain: (graceMs) => void trace.push(`only has ${graceMs} ms`) }));
  const closed = open.pipeline.close(500);
  const hurried = open.pipeline.close(20);
  await open.host.clock.advance(0);
  expect(open.trace).toEqual(["only has 500 ms", "only has 20 ms"]);
  open.release();
  (await open.answers).discard();
  await Promise.all([closed, hurried]);
  expect(open.trace.at(-1)).toBe("only closes");
});

test.each<readonly [string, "close" | "drain", () => void | Promise<void>]>([
  ["throws", "close", fails],
  ["rejects", "close", async () => fails()],
  ["throws", "drain", fails],
])("what %s at %s is logged and holds up nobody", async (_how, hook, bad) => {
  const trace: string[] = [];
  const host = createHost();
  const pipeline = await createPipeline([living(trace, "first"), living(trace, "bad", { [hook]: bad })], { upstream, host });
  await pipeline.close();
  expect(trace.at(-1)).toBe("first closes");
  expect(host.logged.at(-1)).toMatchObject({ level: "error", fields: { plugin: "bad", hook } });
});

interface Busy {
  readonly host: TestHost;
  readonly trace: string[];
  readonly pipeline: Awaited<ReturnType<typeof createPipeline>>;
  readonly answers: Promise<Awaited<ReturnType<Send>>>;
  /** The upstream answers. */
  release(): void;
}
async function busy(hooks?: (trace: string[]) => Partial<Hooks>): Promise<Busy> {
  const [trace, host]: [string[], TestHost] = [[], createHost()];
  let release = (): void => {};
  const waiting: Send = (x, call) =>
    new Promise((resolve, reject) => {
      release = () => resolve(reply({ status: 200, call }));
      x.signal.addEventListener("abort", () => reject(x.signal.reason as Error));
    });
  const pipeline = await createPipeline([living(trace, "only", hooks?.(trace))], { upstream: waiting, host });
  const x = exchangeOf();
  const answers = Promise.resolve(pipeline.send(x, callOf(x)));
  trace.length = 0;
  return { host, trace, pipeline, answers, release: () => release() };
}

test("counts a request from its first hook to its last byte, and waits for it at close", async () => {
  const { host, trace, pipeline, answers, release } = await busy();
  expect(pipeline.inFlight).toBe(1);
  const closed = pipeline.close();
  release();
  const answer = await answers;
  await host.clock.advance(9999);
  expect([pipeline.inFlight, trace]).toEqual([1, []]);
  answer.discard();
  await closed;
  expect([pipeline.inFlight, trace, host.clock.pending]).toEqual([0, ["only closes"], 0]);
});

test("close waits for the last of several requests", async () => {
  const trace: string[] = [];
  const pipeline = await createPipeline([living(trace, "only")], { upstream, host: createHost() });
  const answers = await Promise.all([exchangeOf(), exchangeOf()].map(async (x) => pipeline.send(x, callOf(x))));
  const closed = pipeline.close();
  for (const answer of answers) {
    expect(trace).not.toContain("only closes");
    answer.discard();
    await Promise.resolve();
  }
  await closed;
  expect(trace).toContain("only closes");
});

test("aborts what is still in flight when the grace is over", async () => {
  const { host, trace, pipeline, answers } = await busy();
  const closed = pipeline.close(3000);
  await host.clock.advance(2999);
  expect(trace).toEqual([]);
  await host.clock.advance(1);
  const answer = await answers;
  expect([answer.status, answer.error?.code]).toEqual([503, "shutting_down"]);
  answer.discard();
  await closed;
  expect([trace, host.clock.pending]).toEqual([["only closes"], 0]);
});

test.each(["one after the other", "at once"])("may be closed twice %s, and closes its plugins once", async (how) => {
  const { host, trace, pipeline, answers, release } = await busy();
  const first = pipeline.close();
  const second = how === "at once" ? pipeline.close() : undefined;
  release();
  (await answers).discard();
  let closed = false;
  void Promise.all([first, second]).then(() => (closed = true));
  await host.clock.advance(0);
  if (!second) await pipeline.close();
  expect([closed, trace]).toEqual([true, ["only closes"]]);
});
