/** What passes as it came, and what the healthy path costs. */
import { createPipeline, type Exchange, reply, type Store } from "@headgate/core";
import keyFailover from "@headgate/plugin-key-failover";
import { callOf, createHost, exchangeOf, providersOf } from "@headgate/testkit";
import { describe, expect, test } from "vitest";
import { createScene, failing, good, hostWith, keyOf, origin } from "./scene.ts";

const untouchable: Store = new Proxy({} as Store, {
  get(_target, name) {
    if (name === "then") return undefined;
    throw new Error(`the store's ${String(name)} was used`);
  },
});

describe("S8 a caller's own key", () => {
  const credential = keyOf("user-byok", { owner: "caller", mask: "u...k" });
  test.each([200, 401, 403, 429])("keeps its %d, and the pool is not even read", async (status) => {
    const answer = status === 200 ? good : failing(status, { wait: 5 });
    const scene = await createScene({ keys: ["k0", "k1"], script: { "user-byok": answer }, store: untouchable });
    const ran = await scene.ask({ call: { credential } });
    expect([ran.status, ran.body, scene.seen]).toEqual([status, answer.body, ["user-byok"]]);
    expect([ran.error, ran.outcome.call?.credential?.mask, scene.host.logged]).toEqual([answer.error, "u...k", []]);
  });
});

test.each([
  ["a call that carries a key already", { call: { credential: keyOf("k1") } }, "k1"],
  ["a provider that is not configured", { call: { provider: "azure" } }, ""],
  ["a model that nobody has routed", { call: { provider: "" } }, ""],
  ["what is not inference", { x: exchangeOf({ inference: false }) }, ""],
])("%s passes unchanged", async (_what, given, name) => {
  const scene = await createScene({ keys: ["k0"], script: { [name]: failing(401) }, store: untouchable });
  expect([(await scene.ask(given)).status, scene.seen]).toEqual([401, [name]]);
});

test("a provider without keys passes unchanged", async () => {
  const scene = await createScene({ keys: [], script: { "": failing(401) }, store: untouchable });
  expect([(await scene.ask()).status, scene.seen]).toEqual([401, [""]]);
});

test("the very call is passed on where no key is to be chosen", async () => {
  const { around } = keyFailover.spec.setup(hostWith([keyOf("k0")]) as never, keyFailover.spec.config.parse({})) as Wraps;
  const x = exchangeOf();
  const given = callOf(x, { provider: "azure" });
  const passed = await around((_x, call) => reply({ ...good, call }))(x, given);
  expect(passed.call).toBe(given);
});

describe.each([
  ["a plain key", {}],
  ["a key with a limited number of calls", { concurrency: 1 }],
])("with %s", (_what, more) => {
  const setUp = (): { readonly x: Exchange; readonly around: Wraps["around"] } => {
    const { around } = keyFailover.spec.setup(hostWith([keyOf("k0", more)]) as never, keyFailover.spec.config.parse({})) as Wraps;
    // Whoever reads the body or makes the signal pays for it on every request.
    const x = Object.defineProperty(exchangeOf(), "signal", { get: unread });
    return { x: Object.assign(x, { field: unread, json: unread, set: unread }), around };
  };
  test.each([good, failing(400), failing(503)])("an answer at once stays the same object, without a promise", (answer) => {
    const { x, around } = setUp();
    const whole = reply(answer);
    expect(around(() => whole)(x, { provider: "openai", model: "gpt-4o", body: x.body })).toBe(whole);
  });
  test("the upstream is asked before anything is waited for", async () => {
    const { x, around } = setUp();
    let asked = false;
    const whole = reply(good);
    const pending = around(() => ((asked = true), Promise.resolve(whole)))(x, { provider: "openai", model: "m", body: x.body });
    expect(asked).toBe(true);
    expect(await pending).toBe(whole);
  });
});

test("does not start when a key may not be sent to its own provider", async () => {
  const stranger = { ...keyOf("k0"), reveal: () => unread() };
  const providers = providersOf([{ name: "openai", dialect: "openai", origin, credentials: [stranger] }]);
  const starting = createPipeline([keyFailover({})], { upstream: () => reply(good), host: createHost({ providers }) });
  await expect(starting).rejects.toThrow("not to be read");
});

type Wraps = { readonly around: NonNullable<import("@headgate/core").Hooks["around"]> };

function unread(): never {
  throw new Error("not to be read");
}
