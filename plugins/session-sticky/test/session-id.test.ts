/** Which session a request belongs to. */
import type { SessionStickyOptions } from "@headgate/plugin-session-sticky";
import { describe, expect, test } from "vitest";
import { haiku, openSessions, served, type Turn } from "./scene.ts";

/** Whether the second request finds what the first has bound. */
async function sameSession(one: Turn, other: Turn, options: SessionStickyOptions = {}): Promise<boolean> {
  const sessions = await openSessions({ options });
  sessions.answer((call) => served(sessions.host, { ...call, ...haiku }));
  await sessions.ask(one);
  sessions.answer((call) => served(sessions.host, call));
  return (await sessions.ask(other)).asked[0] === "anthropic/haiku";
}

const user = (user_id: unknown): Turn => ({ json: { metadata: { user_id } } });
const header = (name: string, value = "id"): Turn => ({ headers: { [name]: value } });

describe.each<readonly [string, Turn]>([
  ["x-bf-session-id", { session: "id" }],
  ["Claude Code's header", header("x-claude-code-session-id")],
  ["Codex's header", header("session-id")],
  ["Codex's older header", header("session_id")],
  ["mux's header", header("x-mux-workspace-id")],
  ["Copilot's header in an editor", header("x-interaction-id")],
  ["Copilot's header in a terminal", header("x-client-session-id")],
  ["Kilo's header", header("x-kilocode-taskid")],
  ["Coder's header", header("x-coder-chat-id")],
  ["OpenCode's header", header("x-opencode-session")],
  ["OpenCode's other header", header("x-session-affinity")],
  ["Claude Code's user id", user("user_1_account_2_session_id")],
  ["Claude Code's user id as JSON", user('{"device_id":"d","session_id":" id "}')],
])("%s", (name, turn) => {
  test("names the session", async () => {
    expect(await sameSession({ session: "id" }, turn)).toBe(true);
    expect(await sameSession({ session: "other" }, turn)).toBe(false);
  });
  test("counts for nothing when clientHeaders is off, except x-bf-session-id", async () => {
    expect(await sameSession(turn, turn, { clientHeaders: false })).toBe(name === "x-bf-session-id");
  });
});

test.each<readonly [string, Turn]>([
  ["nothing", {}],
  ["blank headers", { session: " ", headers: { "session-id": "", "x-session-affinity": "\t" } }],
  ["a user id of no session", user("user_1_account_2")],
  ["a user id that ends in the mark", user("user_1_session_")],
  ["a user id of broken JSON", user('{"session_id":"id"')],
  ["a user id of other JSON", user('{"session_id":7}')],
  ["a user id that is not text", user(["_session_id"])],
  ["metadata that is not an object", { json: { metadata: "_session_id" } }],
  ["a prompt, unless derive asks for it", { json: { messages: [{ role: "user", content: "Hello" }] } }],
  ["a body that is not JSON", { request: { body: { size: 1, bytes: Buffer.from("{"), open: () => null as never } } }],
])("%s names none, and the store is left alone", async (_what, turn) => {
  const untouched = (): never => {
    throw new Error("the store was touched");
  };
  const sessions = await openSessions();
  Object.assign(sessions.host.store, { get: untouched, set: untouched });
  expect((await sessions.ask(turn)).ran.status).toBe(200);
  expect(sessions.host.logged).toEqual([]);
});

test("the gateway's own header comes before a client's", async () => {
  const both: Turn = { headers: { "x-bf-session-id": "a", "session-id": "b" } };
  expect(await sameSession({ session: "a" }, both)).toBe(true);
  expect(await sameSession({ session: "b" }, both)).toBe(false);
});

test("a name's edges do not count, but its case does", async () => {
  expect(await sameSession({ session: "a" }, { session: "  a " })).toBe(true);
  expect(await sameSession({ session: "a" }, { session: "A" })).toBe(false);
});

const hi = { role: "user", content: "Hi" };
const said = (...messages: readonly object[]): Turn => ({ json: { messages } });
const operation = (name: string, json: object): Turn => ({ json, request: { operation: name } });
const answer = { role: "assistant", content: "Yes?" };
const system = (content: string): object => ({ role: "system", content });

test.each<readonly [string, Turn, Turn, boolean]>([
  ["a chat that goes on", said(system("s"), hi), said(system("s"), hi, answer, { role: "user", content: "More" }), true],
  ["a chat with another system prompt", said(system("s"), hi), said(system("t"), hi), false],
  ["a chat with another beginning", said(hi), said({ role: "user", content: "Ho" }), false],
  ["a chat in which the user has said nothing", said(system("s")), said(system("s")), false],
  [
    "messages that go on",
    operation("messages", { system: "s", messages: [hi] }),
    operation("messages", { system: "s", messages: [hi, answer] }),
    true,
  ],
  [
    "messages of another system",
    operation("messages", { system: "s", messages: [hi] }),
    operation("messages", { messages: [hi] }),
    false,
  ],
  ["responses that go on", operation("responses", { input: [hi] }), operation("responses", { input: [hi, answer] }), true],
  ["responses of equal text", operation("responses", { input: "Hi" }), operation("responses", { input: "Hi" }), true],
  [
    "responses of other instructions",
    operation("responses", { input: "Hi" }),
    operation("responses", { input: "Hi", instructions: "s" }),
    false,
  ],
  ["responses of no text", operation("responses", { input: "" }), operation("responses", { input: "" }), false],
  ["embeddings", operation("embeddings", { input: "Hi" }), operation("embeddings", { input: "Hi" }), false],
  [
    "messages of the wrong things",
    operation("chat", { messages: [null, 7, []] }),
    operation("chat", { messages: [null, 7, []] }),
    false,
  ],
  ["no messages", operation("chat", { messages: {} }), operation("chat", { messages: {} }), false],
])("derived from the prompt: %s", async (_what, one, other, same) => {
  expect(await sameSession(one, other, { derive: "prompt" })).toBe(same);
});

test("a named session is not one derived from a prompt", async () => {
  expect(await sameSession({ ...said(hi), session: "a" }, said(hi), { derive: "prompt" })).toBe(false);
});
