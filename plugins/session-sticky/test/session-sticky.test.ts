/** A session stays with the target that served it, and binds to the one that answers well. */
import { reply } from "@headgate/core";
import sessionSticky from "@headgate/plugin-session-sticky";
import { conform, credentialOf } from "@headgate/testkit";
import { describe, expect, test } from "vitest";
import { asksNext } from "./asks-next.ts";
import { createScene, failing, haiku, llama, openSessions, served, type Sessions, small } from "./scene.ts";

describe.each([{}, { derive: "prompt" as const }])("with %o", (options) => {
  const request = { headers: { "x-bf-session-id": "s", "x-bf-session-ttl": "1h" } };
  test.each(conform(sessionSticky, options, { host: createScene, request }))("$name", async ({ run }) => {
    await expect(run()).resolves.toBeUndefined();
  });
});

/** A session "s" whose one good answer came from groq's second key. */
async function bound(): Promise<Sessions> {
  const sessions = await openSessions();
  sessions.answer((call) => served(sessions.host, { ...call, ...llama }, "key-2"));
  await sessions.ask({ session: "s" });
  sessions.answer((call) => served(sessions.host, call));
  return sessions;
}

test("the next turn goes to the target that served the last, with a wish for its key", async () => {
  const { asked, prefer, calls } = await (await bound()).ask({ session: "s" });
  expect(asked).toEqual(["groq/llama"]);
  expect(prefer).toEqual({ provider: "groq", key: "key-2" });
  expect(calls[0]!.credential).toBeUndefined();
});

test("a call that goes there anyway is not copied", async () => {
  const sessions = await bound();
  const { prefer, ran } = await sessions.ask({ session: "s", call: { ...llama } });
  expect([prefer?.key, ran.outcome.call?.provider]).toEqual(["key-2", "groq"]);
});

test.each<readonly [string, Parameters<Sessions["ask"]>[0]]>([
  ["another session", { session: "t" }],
  ["no session", {}],
  ["a blank session", { session: " \t" }],
  ["another model", { session: "s", json: { model: "openai/small", fallbacks: ["groq/llama"] } }],
  ["another caller", { session: "s", caller: "bob" }],
  ["another address", { session: "s", request: { peer: "10.0.0.2" } }],
  ["what is not inference", { session: "s", request: { inference: false } }],
])("%s goes where it would have gone", async (_what, turn) => {
  const { asked, prefer } = await (await bound()).ask(turn);
  expect([asked, prefer]).toEqual([["openai/small"], undefined]);
});

test("a call that carries a credential goes where it was sent, and binds nothing", async () => {
  const sessions = await bound();
  const credential = { ...credentialOf("theirs", "secret", []), owner: "caller" as const };
  const { asked, calls, prefer } = await sessions.ask({ session: "s", call: { ...small, credential } });
  expect([asked, prefer, calls[0]!.credential]).toEqual([["openai/small"], undefined, credential]);
  expect((await sessions.ask({ session: "s" })).asked).toEqual(["groq/llama"]);
});

test("the name of a caller's own key that was chosen further in is not kept", async () => {
  const sessions = await openSessions();
  const credential = { ...credentialOf("theirs", "secret", []), owner: "caller" as const };
  sessions.answer((call) => reply({ status: 200, call: { ...call, ...haiku, credential } }));
  await sessions.ask({ session: "s" });
  expect((await sessions.ask({ session: "s" })).prefer).toEqual({ provider: "anthropic", key: undefined });
});

describe("what does not bind", () => {
  test.each<readonly [string, Parameters<Sessions["answer"]>[0]]>([
    ["a failure", (call) => failing({ ...call, ...haiku })],
    ["a client's mistake", (call) => failing({ ...call, ...haiku }, 400)],
    ["an error status without a word", (call) => reply({ status: 404, call: { ...call, ...haiku } })],
    ["an answer that no provider gave", () => reply({ status: 200, body: "{}" })],
  ])("%s", async (_what, answer) => {
    const sessions = await bound();
    sessions.answer(answer);
    await sessions.ask({ session: "s" });
    await sessions.ask({ session: "new" });
    sessions.answer((call) => served(sessions.host, call));
    expect((await sessions.ask({ session: "s" })).asked).toEqual(["groq/llama"]);
    expect((await sessions.ask({ session: "new" })).asked).toEqual(["openai/small"]);
  });
  test("a throw", async () => {
    const sessions = await bound();
    sessions.answer(() => Promise.reject(new Error("socket hang up")));
    expect((await sessions.ask({ session: "s" })).ran.status).toBe(500);
    sessions.answer((call) => served(sessions.host, call));
    expect((await sessions.ask({ session: "s" })).asked).toEqual(["groq/llama"]);
  });
});

test("a stream binds when it begins, however it ends", async () => {
  const sessions = await openSessions();
  const cut = refusalOf("upstream_lost");
  const body = { start: (sink: { fail(why: typeof cut): void }) => sink.fail(cut), pause() {}, resume() {}, cancel() {} };
  sessions.answer((call) => reply({ status: 200, call: { ...call, ...haiku }, body }));
  expect((await sessions.ask({ session: "s", json: { stream: true } })).ran.failed).toBe(cut);
  sessions.answer((call) => served(sessions.host, call));
  expect((await sessions.ask({ session: "s" })).asked).toEqual(["anthropic/haiku"]);
});

test("a lost target makes one rebinding, and its return makes none", async () => {
  const sessions = await openSessions({ inside: [asksNext({})] });
  const lost = new Set<string>();
  sessions.answer((call) => (lost.has(call.provider) ? failing(call) : served(sessions.host, call)));
  const turn = async (): Promise<readonly string[]> => (await sessions.ask({ session: "s" })).asked;
  expect(await turn()).toEqual(["openai/small"]);
  lost.add("openai");
  expect(await turn()).toEqual(["openai/small", "anthropic/haiku"]);
  expect(await turn()).toEqual(["anthropic/haiku"]);
  lost.delete("openai");
  expect(await turn()).toEqual(["anthropic/haiku"]);
  lost.add("anthropic");
  expect(await turn()).toEqual(["anthropic/haiku", "openai/small"]);
  expect(await turn()).toEqual(["openai/small"]);
});

function refusalOf(code: string): NonNullable<ReturnType<typeof failing>["error"]> {
  return { code, status: 502, message: code, by: "gateway", scope: "target" };
}
