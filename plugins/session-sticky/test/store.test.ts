/** Where sessions are kept: at once, later, or for the moment not at all. */
import { type Exchange, reply, type Send, type Store } from "@headgate/core";
import sessionSticky from "@headgate/plugin-session-sticky";
import { exchangeOf } from "@headgate/testkit";
import { describe, expect, test } from "vitest";
import { createScene, haiku, openSessions, served } from "./scene.ts";

const dead = new Error("the store is dead");
const thrown = (): never => {
  throw dead;
};
const rejected = (): Promise<never> => Promise.reject(dead);

/** A store that works by day; `fail` says how its methods answer by night. */
function fickle(fail: () => Promise<never>): { store: Store; night: { get: boolean; set: boolean } } {
  const { store: memory } = createScene();
  // One that rejects is far away, and answers later also by day.
  const store: Store = fail === rejected ? { ...memory, get: async (key) => memory.get(key) } : memory;
  const night = { get: false, set: false };
  return {
    night,
    store: {
      ...store,
      get: (key) => (night.get ? fail() : store.get(key)),
      set: (key, value, ttlMs) => (night.set ? fail() : store.set(key, value, ttlMs)),
    },
  };
}

describe.each([
  ["throws", thrown],
  ["rejects", rejected],
])("a store that %s", (_how, fail) => {
  test.each([
    ["get", "sessions cannot be read: requests go on without them", "sessions can be read again"],
    ["set", "sessions cannot be written: requests go on without them", "sessions can be written again"],
  ] as const)("on %s fails no request, and is spoken of when it dies and when it lives again", async (method, dies, lives) => {
    const { store, night } = fickle(fail);
    const sessions = await openSessions({ host: createScene({ store }) });
    const turns = async (): Promise<void> => {
      for (let turn = 0; turn < 3; turn++) expect((await sessions.ask({ session: "s" })).ran.status).toBe(200);
    };
    const said = (): readonly unknown[] => sessions.host.logged.map(({ level, message }) => [level, message]);
    await turns();
    expect(said()).toEqual([]);
    night[method] = true;
    await turns();
    expect(said()).toEqual([["warn", dies]]);
    expect(sessions.host.logged[0]!.fields).toEqual({ err: dead });
    night[method] = false;
    await turns();
    expect(said().slice(1)).toEqual([["info", lives]]);
  });
});

test("a store that answers later keeps sessions as well", async () => {
  const { store } = createScene();
  const later: Store = {
    ...store,
    get: (key) => Promise.resolve(store.get(key)),
    set: (key, value, ttlMs) => Promise.resolve(store.set(key, value, ttlMs)),
  };
  const sessions = await openSessions({ host: createScene({ store: later }) });
  sessions.answer((call) => served(sessions.host, { ...call, ...haiku }, "key-2"));
  await sessions.ask({ session: "s" });
  sessions.answer((call) => served(sessions.host, call));
  const { asked, prefer } = await sessions.ask({ session: "s" });
  expect([asked, prefer]).toEqual([["anthropic/haiku"], { provider: "anthropic", key: "key-2" }]);
});

test("an answer does not wait until it is written", async () => {
  const { store } = createScene();
  const never: Store = { ...store, set: () => new Promise<void>(() => {}) };
  const { ran } = await (await openSessions({ host: createScene({ store: never }) })).ask({ session: "s" });
  expect(ran.status).toBe(200);
});

test("a name of any length takes little room in the store, and stays its own", async () => {
  const keys: string[] = [];
  const { store } = createScene();
  const watched: Store = { ...store, set: (key, ...rest) => (keys.push(key), store.set(key, ...rest)) };
  const sessions = await openSessions({ host: createScene({ store: watched }) });
  const long = "s".repeat(10_000);
  for (const session of [long, `${long}.`, "short"]) await sessions.ask({ session, caller: "alice" });
  expect(new Set(keys).size).toBe(3);
  expect(Math.max(...keys.map((key) => key.length))).toBeLessThan(300);
});

describe("with a store that answers at once", () => {
  const { around } = sessionSticky.spec.setup(createScene() as never, sessionSticky.spec.config.parse({})) as { around: Around };
  const ask = (x: Exchange, send: Send): ReturnType<Send> => around(send)(x, { ...haiku, body: x.body });
  const x = exchangeOf({ headers: { "x-bf-session-id": "s" } });
  test("an answer that is there at once stays the same object, without a promise", () => {
    const answer = reply({ status: 200, call: { ...haiku, body: x.body } });
    expect(ask(x, () => answer)).toBe(answer);
  });
  test("a request without a session is passed on with its own call and its own promise", () => {
    const pending = Promise.resolve(reply({ status: 200 }));
    expect(ask(exchangeOf(), () => pending)).toBe(pending);
  });
});
type Around = NonNullable<import("@headgate/core").Hooks["around"]>;
