import { definePlugin, type Hooks, key, type MaybePromise, type PluginFactory, refuse, type Send } from "@headgate/core";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { conform, type ConformCase } from "../src/index.ts";

const empty = z.strictObject({});
const plugin = (setup: PluginFactory["spec"]["setup"], name = "subject", config: z.ZodType = empty): PluginFactory =>
  definePlugin({ api: 1, name, config, setup });
const Seen = key<number>("seen");

const careful: Hooks = {
  pre: (x) => x.set(Seen, 1),
  around: (send) => async (x, call) => {
    const first = await send(x, call);
    if (first.status !== 429 || x.signal.aborted) return first;
    first.discard();
    return send(x, { ...call });
  },
  post: async () => {},
  inner: { done() {} },
};

describe("a careful plugin", () => {
  test.each(
    conform(
      plugin(() => careful),
      {},
    ),
  )("$name", async ({ run }) => {
    await expect(run()).resolves.toBeUndefined();
  });
});
describe("a plugin without hooks", () => {
  test.each(
    conform(
      plugin(() => ({})),
      {},
    ),
  )("$name", async ({ run }) => {
    await expect(run()).resolves.toBeUndefined();
  });
});

type Faulty = readonly [fault: string, cases: readonly ConformCase[], fails: string, why: string];
const crash = (): never => {
  throw new Error("it crashed");
};
const faulty = (fault: string, hooks: Hooks, fails: string, why: string): Faulty => [
  fault,
  conform(
    plugin(() => hooks),
    {},
  ),
  fails,
  why,
];
const hostSetup = (setup: PluginFactory["spec"]["setup"]): readonly ConformCase[] => conform(plugin(setup), {});
const wrong =
  (send: Send): Send =>
  async (x, call) => {
    for (let tries = 0; tries < 2; tries++) await send(x, { ...call });
    return send(x, { ...call });
  };

const table: readonly Faulty[] = [
  [
    "a loud name",
    conform(
      plugin(() => ({}), "Loud_Name"),
      {},
    ),
    "has a lower-case name",
    "Loud_Name",
  ],
  [
    "a schema that takes anything",
    conform(
      plugin(() => ({}), "subject", z.object({})),
      {},
    ),
    "refuses an unknown option",
    "z.strictObject",
  ],
  [
    "options of its own that are wrong",
    conform(
      plugin(() => ({})),
      { x: 1 },
    ),
    "refuses an unknown option",
    "are refused",
  ],
  [
    "a timer that nobody stops",
    hostSetup(({ clock }) => ({ start: () => void clock.after(1000, () => {}) })),
    "leaves no timer behind when it is closed",
    "1 timer",
  ],
  [
    "replies dropped without discard",
    conform(
      plugin(() => ({ around: wrong, inner: { done() {} } })),
      {},
    ),
    "settles each pass exactly once on a whole answer",
    "at inner",
  ],
  faulty("a hook that throws", { post: crash }, "survives an empty body", "post: Error: it crashed"),
  faulty("a hook that rejects", { pre: async () => crash() }, "keeps a hundred requests at once apart", "pre: Error: it crashed"),
  faulty("a wrap that throws", { around: () => crash }, "survives no model", "the request crashed"),
  faulty("a hook that trusts the body", { pre: (x) => void x.json() }, "survives half a body", "pre: SyntaxError"),
  faulty(
    "a hook that trusts a header",
    { pre: (x) => void x.headers["cookie"]!.length },
    "survives no headers at all",
    "TypeError",
  ),
  [
    "a sleep without the signal",
    hostSetup(({ clock }) => ({ pre: () => clock.sleep(60_000) })),
    "lets go when the client leaves while it waits for the upstream",
    "it still waits",
  ],
  faulty("a look at the wall clock", { pre: () => void Date.now() }, "takes time and randomness from its host only", "Date.now"),
  faulty(
    "a real date in a later turn",
    { post: later(() => void new Date()) },
    "takes time and randomness from its host only",
    "new Date()",
  ),
  faulty("dice of its own", { done: () => void Math.random() }, "takes time and randomness from its host only", "Math.random"),
  faulty("a timer of its own", { around: timed }, "takes time and randomness from its host only", "setTimeout"),
];

test.each(table)("catches %s", async (_fault, cases, fails, why) => {
  const { run } = cases.find(({ name }) => name === fails)!;
  await expect(run()).rejects.toThrow(why);
});

test("gives each case a name of its own", () => {
  const names = conform(
    plugin(() => careful),
    {},
  ).map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});

test("passes the door of a plugin that asks for a header, once what it asks for is named", async () => {
  const door = plugin(() => ({
    pre: (x) => (x.headers["authorization"] === "Bearer ok" ? undefined : refuse({ code: "who", status: 401, message: "who?" })),
    post: crash,
  }));
  const survives = (request: object): MaybePromise<void> =>
    conform(door, {}, request)
      .find(({ name }) => name === "survives no model")!
      .run();
  await survives({});
  await expect(survives({ request: { headers: { authorization: "Bearer ok" } } })).rejects.toThrow("it crashed");
});

function later(then: () => void): NonNullable<Hooks["post"]> {
  return async () => {
    await Promise.resolve();
    then();
  };
}

function timed(send: Send): Send {
  return async (x, call) => {
    await new Promise((resolve) => setTimeout(resolve, 0));
    return send(x, call);
  };
}
