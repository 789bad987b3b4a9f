import {
  BootError,
  createPipeline,
  definePlugin,
  key,
  type Pipeline,
  type PluginSpec,
  type PluginUse,
  service,
} from "@headgate/core";
import { createHost, scriptedSend } from "@headgate/testkit";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { none } from "./tracing.ts";

const Who = key<string>("who");
const Keys = service<Map<string, string>>("keys");
const Rules = service<string[]>("rules");
type Parts = Partial<Omit<PluginSpec, "api" | "name">>;
const use = (name: string, parts: Parts = {}, as?: string): PluginUse =>
  definePlugin({ api: 1, name, config: none, setup: () => ({}), ...parts })({}, as ? { as } : {});
const boot = (uses: readonly PluginUse[], guard = Who): Promise<Pipeline> =>
  createPipeline(uses, { upstream: scriptedSend([]), host: createHost(), guard });
const faults = async (uses: readonly PluginUse[]): Promise<readonly string[]> => {
  const error: unknown = await boot(uses).then(
    () => "it started",
    (error: unknown) => error,
  );
  if (!(error instanceof BootError)) throw new Error(`expected a BootError, got ${String(error)}`);
  expect(error.message).toContain(error.issues[0]);
  return error.issues;
};

const gives: Parts = { gives: [Who] };
const needs: Parts = { needs: [Who] };
const routed = (route: object, name = "api"): PluginUse => use(name, { setup: () => ({ routes: [route as never] }) });
const list = { method: "GET", path: "/api/keys", access: "client", handle: () => ({}) as never };

/** Each says what is wrong, where, and (unless that is plain from it) what to do. */
const table: readonly (readonly [fault: string, uses: readonly PluginUse[], issue: string])[] = [
  ["a need that nobody fills", [use("judge", needs)], 'judge needs "who", which no plugin gives: list one that does before it'],
  [
    "a need that is filled too late",
    [use("judge", needs), use("auth", gives)],
    'judge reads "who", which auth gives: list auth before judge',
  ],
  [
    "a wish that is filled too late",
    [use("judge", { wants: [Who] }), use("auth", gives)],
    'judge reads "who", which auth gives: list auth before judge',
  ],
  [
    "two givers of a key",
    [use("auth", gives), use("sso", gives)],
    '"who" is given by auth and sso: a key has one giver, remove one',
  ],
  [
    "a need that only a second, named use could fill",
    [use("auth", gives, "more"), use("judge", needs)],
    'judge needs "who", which no plugin gives: list one that does before it',
  ],
  ["two plugins of one name", [use("auth"), use("auth")], 'two plugins are named "auth": name the second with { "as": "..." }'],
  [
    "a service that nobody offers",
    [use("auth", { asks: [Keys] })],
    'auth asks for "keys", which no plugin offers: list one that does',
  ],
  [
    "plugins that ask each other in a ring",
    [use("auth", { asks: [Keys], offers: [Rules] }), use("judge", { asks: [Rules], offers: [Keys] })],
    "auth waits for itself: a ring of services",
  ],
  ["an unknown option", [{ ...use("auth"), options: { kyes: [] } }], 'auth: Unrecognized key: "kyes"'],
  [
    "a wrong option, by its path",
    [{ ...use("cap", { config: z.strictObject({ per: z.strictObject({ key: z.number() }) }) }), options: { per: { key: "1" } } }],
    "cap.per.key: Invalid input: expected number, received string",
  ],
  [
    "a route without access",
    [routed({ ...list, access: undefined })],
    "api: route GET /api/keys names no access: client, admin or public",
  ],
  [
    "an admin route without a guard before it",
    [routed({ ...list, access: "admin" }), use("auth", gives)],
    "api: route GET /api/keys is for admins: list a plugin that authenticates before it",
  ],
  [
    "a route that another plugin answers",
    [routed(list), routed(list, "more")],
    "more: route GET /api/keys is answered by api already",
  ],
  [
    "a route that nobody would answer",
    [routed({ ...list, handle: undefined })],
    "api: route GET /api/keys has neither handle nor as",
  ],
];

describe("will not start with", () => {
  test.each(table)("%s", async (_fault, uses, issue) => {
    expect(await faults(uses)).toEqual([issue]);
  });
});

test("reports every fault at once", async () => {
  expect(await faults([use("judge", needs), use("judge"), use("auth", { asks: [Keys] })])).toHaveLength(3);
});

test.each<readonly [string, readonly PluginUse[]]>([
  ["a need that is filled before", [use("auth", gives), use("judge", needs)]],
  ["a wish that nobody fills", [use("judge", { wants: [Who] })]],
  ["a second use under a name of its own", [use("auth", gives), use("auth", gives, "more")]],
  ["a service offered later in the list", [use("auth", { asks: [Keys] }), use("judge", { offers: [Keys] })]],
  ["an admin route behind its guard", [use("auth", gives), routed({ ...list, access: "admin" })]],
  ["one path by two methods", [routed(list), routed({ ...list, method: "POST" }, "more")]],
  ["a route that stands for an operation", [routed({ ...list, path: "/v1/async/*", as: "/v1/*", handle: undefined })]],
])("starts with %s", async (_what, uses) => {
  const pipeline = await boot(uses);
  expect(pipeline.describe().map(({ name }) => name)).toEqual(uses.map(({ name }) => name));
  await pipeline.close();
});

test("an admin route is refused when the app names no guard at all", async () => {
  const uses = [use("auth", gives), routed({ ...list, access: "admin" })];
  await expect(createPipeline(uses, { upstream: scriptedSend([]), host: createHost() })).rejects.toThrow("is for admins");
});

test("describes each plugin by its hooks and routes", async () => {
  const handle = list.handle;
  const setup = (): object => ({ pre() {}, done() {}, around: (send: unknown) => send, inner: { error() {} }, routes: [list] });
  const pipeline = await boot([use("auth"), use("all", { setup })]);
  expect(pipeline.describe()).toEqual([
    { name: "auth", hooks: [], inner: [], routes: [], degraded: false },
    {
      name: "all",
      hooks: ["pre", "around", "done"],
      inner: ["error"],
      routes: [expect.objectContaining({ method: "GET", path: "/api/keys", plugin: "all", handle })],
      degraded: false,
    },
  ]);
});
