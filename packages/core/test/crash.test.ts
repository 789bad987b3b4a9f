import { refuse, refused, RefusalError, reply, type Send } from "@headgate/core";
import { createHost, run, scriptedSend } from "@headgate/testkit";
import { expect, test } from "vitest";
import { plugin } from "./tracing.ts";

const secret = new Error("connect ECONNREFUSED with Authorization: Bearer sk-secret");
const throws = (error: unknown) => (): never => {
  throw error;
};
const limit = { code: "store_down", status: 503, message: "try again", retryAfterMs: 1000 };

test.each<readonly [string, unknown]>([
  ["an error", secret],
  ["a string", "sk-secret"],
  ["nothing", undefined],
])("%s that is thrown becomes a 500 that says nothing of it to the client and all to the log", async (_what, thrown) => {
  const host = createHost();
  const { status, error, body } = await run([], { send: throws(thrown), host });
  expect([status, body]).toEqual([500, ""]);
  expect(error).toEqual({
    code: "internal_error",
    status: 500,
    message: "the gateway failed",
    by: "gateway",
    scope: "request",
  });
  expect(host.logged).toContainEqual(
    expect.objectContaining({ level: "error", fields: expect.objectContaining({ err: thrown }) as object }),
  );
});

test.each<readonly [string, Parameters<typeof run>[0], Send]>([
  ["a hook", [plugin("limit", { pre: throws(new RefusalError(limit)) })], scriptedSend([])],
  ["the upstream", [], throws(new RefusalError(limit))],
])("a RefusalError thrown by %s becomes its refusal", async (_who, uses, send) => {
  const { status, error } = await run(uses, { send });
  expect([status, error?.code, error?.retryAfterMs]).toEqual([503, "store_down", 1000]);
  expect(error?.by).not.toBe("");
});

test.each<readonly [string, Parameters<typeof run>[0][number]]>([
  ["pre", plugin("limit", { pre: () => refuse(limit) })],
  ["a pre that takes its time", plugin("limit", { pre: async () => refuse(limit) })],
  ["post", plugin("limit", { post: () => refuse(limit) })],
])("a refusal by %s carries the plugin's name", async (_hook, use) => {
  const { error } = await run([use], { send: () => reply({ status: 200 }) });
  expect(error).toEqual({ ...limit, by: "limit", scope: "request" });
});

test("a refusal by error carries the plugin's name", async () => {
  const { error } = await run([plugin("limit", { error: () => refuse(limit) })], { send: throws(secret) });
  expect(error?.by).toBe("limit");
});

test("a refusal that names who refused keeps that name", async () => {
  const { error } = await run([plugin("limit", { pre: () => refuse({ ...limit, by: "provider" }) })], { send: scriptedSend([]) });
  expect(error?.by).toBe("provider");
});

test("a reply that says no carries the plugin's name too", async () => {
  const { error } = await run([plugin("limit", { pre: () => refused(refuse(limit)) })], { send: scriptedSend([]) });
  expect(error?.by).toBe("limit");
});

test("an HTTP status is a value: a 500 of the upstream is a reply, not a throw", async () => {
  const seen: string[] = [];
  const judge = plugin("judge", {
    post: (_x, { status }) => void seen.push(`post ${status}`),
    error: () => void seen.push("error"),
  });
  const { status, body } = await run([judge], { send: scriptedSend([{ status: 500, body: "theirs" }]) });
  expect([status, body, seen]).toEqual([500, "theirs", ["post 500"]]);
});

test("a crash takes down nobody else", async () => {
  const uses = [plugin("bad", { pre: (x) => (x.id === "bad" ? throws(secret)() : undefined) })];
  const send: Send = () => reply({ status: 200 });
  const [bad, good] = await Promise.all(["bad", "good"].map((id) => run(uses, { send, request: { id } })));
  expect([bad?.status, good?.status]).toEqual([500, 200]);
});
