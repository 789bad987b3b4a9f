import { definePlugin, type Hooks, type PluginUse, refuse, reply } from "@headgate/core";
import { expect, test } from "vitest";
import { z } from "zod";
import { exchangeOf, leave, openPipeline, run, scriptedSend } from "../src/index.ts";

const plugin = (hooks: Hooks): PluginUse =>
  definePlugin({ api: 1, name: "tester", config: z.strictObject({}), setup: () => hooks })({});
const hello = { status: 200, headers: { "x-served": "1" }, body: "hello" };

test("gives back everything that came of a request", async () => {
  const send = scriptedSend([hello]);
  const ran = await run([plugin({ post: (_x, reply) => void (reply.headers["x-seen"] = "1") })], { send });
  expect(ran).toMatchObject({ status: 200, headers: { "x-served": "1", "x-seen": "1" }, body: "hello", error: undefined });
  expect(ran.outcome).toMatchObject({ ended: "complete", bytes: 5 });
  send.verify();
});

test("gives back a refusal and why a stream was cut", async () => {
  const no = refuse({ code: "no", status: 403, message: "no" });
  expect((await run([plugin({ pre: () => no })], { send: scriptedSend([]) })).error).toEqual({ ...no, by: "tester" });
  const cut = { start: (sink: { fail(why: typeof no): void }) => sink.fail(no), pause() {}, resume() {}, cancel() {} };
  const ran = await run([], { send: scriptedSend([{ status: 200, body: cut }]) });
  expect(ran).toMatchObject({ status: 200, failed: no, outcome: { ended: "cut" } });
});

test("sends several requests through the same plugins, in any shape", async () => {
  let seen = 0;
  const { send, close } = await openPipeline([plugin({ pre: () => void seen++ })], { send: scriptedSend([hello, hello]) });
  await send({ json: { model: "openai/a" } });
  await send(exchangeOf({ id: "own" }), { model: "b" });
  await close();
  expect(seen).toBe(2);
});

test("lets the client leave midway", async () => {
  const endless = { start() {}, pause() {}, resume() {}, cancel() {} };
  const { send, close } = await openPipeline([], { send: scriptedSend([{ status: 200, body: endless }]) });
  const x = exchangeOf();
  const ran = send(x);
  leave(x);
  expect((await ran).outcome.ended).toBe("aborted");
  await close();
});

test.each([
  ["/keys/7", "the key of /keys/7"],
  ["/files/a/b", "the file of /files/a/b"],
  ["/keys/7/more", "hello"],
])("answers %s where the edge's router would", async (path, body) => {
  const route = { method: "GET", access: "client" } as const;
  const routes = [
    { ...route, path: "/keys/:id", handle: (x: { path: string }) => reply({ status: 200, body: `the key of ${x.path}` }) },
    { ...route, path: "/files/*", handle: (x: { path: string }) => reply({ status: 200, body: `the file of ${x.path}` }) },
  ];
  const ran = await run([plugin({ routes })], { send: scriptedSend([hello]), request: { method: "GET", path } });
  expect(ran.body).toBe(body);
});
