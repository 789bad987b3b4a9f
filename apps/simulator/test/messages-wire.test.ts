// The Messages API byte by byte: the order of its events, its headers, and what it refuses in which words.
import { describe, expect, it } from "vitest";
import { sign } from "../src/signature.ts";
import { ask, frames, shared } from "./clients.ts";
import { city, message, nothing, version } from "./vendors.ts";

const simulator = await shared({ models: ["gpt-4o"], keys: ["k1"] });
const key = { "x-api-key": "k1" };

async function post(body: object, headers: Record<string, string> = version, path = "/v1/messages") {
  const seen = await ask(simulator.url + path, { body, headers: { ...key, ...headers } });
  return { ...seen, json: JSON.parse(seen.text) as { error?: { type: string; message: string }; request_id?: string } };
}

interface Event {
  readonly type: string;
  readonly delta?: object;
  readonly content_block?: object;
  readonly usage?: object;
  readonly message?: { usage: object };
}

async function events(said: string, more: object): Promise<readonly Event[]> {
  const { body, headers } = message(said, { stream: true, ...more });
  const { text } = await ask(`${simulator.url}/v1/messages`, { body, headers: { ...headers, ...key } });
  return frames(text).map((frame) => {
    const [name, json = ""] = frame.split("\n");
    const event = JSON.parse(json.slice(6)) as Event;
    expect(name).toBe(`event: ${event.type}`);
    return event;
  });
}

describe("the events of a message", () => {
  it("come in order, with usage at both ends and the counts cumulative", async () => {
    simulator.script({ events: 2 });
    const all = await events("Hello", {});
    expect(all.map(({ type }) => type)).toEqual([
      "message_start",
      "ping",
      "content_block_start",
      "content_block_delta",
      "content_block_delta",
      "content_block_stop",
      "message_delta",
      "message_stop",
    ]);
    expect(all[0]?.message?.usage).toMatchObject({ input_tokens: 2, output_tokens: 1, cache_read_input_tokens: 0 });
    expect(all.at(-2)).toMatchObject({ delta: { stop_reason: "end_turn", stop_sequence: null }, usage: { output_tokens: 2 } });
  });

  it("tell a scripted usage as the service does: the input at once, the output when it is known", async () => {
    simulator.script({ usage: { input_tokens: 9, output_tokens: 200, output_tokens_details: { thinking_tokens: 5 } } });
    const all = await events("Hello", {});
    expect(all[0]?.message?.usage).toEqual({ input_tokens: 9, output_tokens: 1 });
    expect(all.at(-2)?.usage).toEqual({ input_tokens: 9, output_tokens: 200, output_tokens_details: { thinking_tokens: 5 } });
  });

  it("say that a tool has no arguments with one empty fragment", async () => {
    const all = await events("use a tool", { tools: [{ name: "now", input_schema: nothing }] });
    const deltas = all.filter(({ type }) => type === "content_block_delta").map(({ delta }) => delta);
    expect(all.find(({ type }) => type === "content_block_start")?.content_block).toMatchObject({ type: "tool_use", input: {} });
    expect(deltas).toEqual([{ type: "input_json_delta", partial_json: "" }]);
  });

  it("sign a thought after its text", async () => {
    const all = await events("Hello", { thinking: { type: "adaptive" } });
    const deltas = all.filter(({ type }) => type === "content_block_delta").map(({ delta }) => delta as { type: string });
    expect(new Set(deltas.map(({ type }) => type))).toEqual(new Set(["thinking_delta", "signature_delta", "text_delta"]));
    expect(deltas.findIndex(({ type }) => type === "signature_delta")).toBe(
      deltas.findLastIndex(({ type }) => type === "thinking_delta") + 1,
    );
  });
});

describe("a request", () => {
  it.each([
    ["a wrong key", { "x-api-key": "lost" }, "invalid x-api-key"],
    ["a wrong token", { authorization: "Bearer lost" }, "Invalid bearer token"],
  ])("is not let in with %s", async (_name, headers, said) => {
    const { body } = message("Hello");
    const seen = await ask(`${simulator.url}/v1/messages`, { body, headers: { ...version, ...headers } });
    expect(seen.status).toBe(401);
    expect(JSON.parse(seen.text)).toMatchObject({ type: "error", error: { type: "authentication_error", message: said } });
  });

  it("is let in with a bearer token too", async () => {
    const seen = await ask(`${simulator.url}/v1/messages`, {
      body: message("Hello").body,
      headers: { ...version, authorization: "Bearer k1" },
    });
    expect(seen.status).toBe(200);
  });

  it("needs a key and a version, and gets its request id twice", async () => {
    const url = `${simulator.url}/v1/messages`;
    const { body } = message("Hello");
    const bare = await ask(url, { body, headers: version });
    expect(bare.status).toBe(401);
    expect(JSON.parse(bare.text)).toEqual({
      type: "error",
      error: { type: "authentication_error", message: "x-api-key header is required" },
      request_id: bare.headers["request-id"],
    });
    const unversioned = await ask(url, { body, headers: key });
    expect(unversioned.status).toBe(400);
    expect(unversioned.text).toContain("anthropic-version: header is required");
  });

  const user = { role: "user", content: "Hello" };
  const use = (id: string) => ({ type: "tool_use", id, name: "now", input: {} });
  const result = (id: string) => ({ type: "tool_result", tool_use_id: id, content: "12:00" });
  const used = (...content: object[]) => ({ role: "assistant", content });
  const answered = (...content: object[]) => ({ role: "user", content });
  const thinking = { type: "enabled", budget_tokens: 1024 };
  const thought = (signature: string) => ({ type: "thinking", thinking: "hm", signature });

  it.each<[name: string, body: object, message: string]>([
    ["no max_tokens", { max_tokens: undefined }, "max_tokens: Field required"],
    ["no messages", { messages: undefined }, "messages: Field required"],
    ["no model", { model: undefined }, "model: Field required"],
    ["an empty list", { messages: [] }, "messages: at least one message is required"],
    ["no whole number", { max_tokens: "9" }, "max_tokens: Input should be a valid integer"],
    ["another dialect's field", { stop: ["a"] }, "stop: Extra inputs are not permitted"],
    ["another dialect's role", { messages: [{ ...user, role: "tool" }] }, `messages: Unexpected role "tool".`],
    ["a later version's role", { messages: [{ ...user, role: "system" }, user] }, `messages: Unexpected role "system".`],
    ["an empty message", { messages: [{ ...user, content: "" }] }, "messages.0: all messages must have non-empty content"],
    ["an empty text", { messages: [answered({ type: "text", text: "" })] }, "messages: text content blocks must be non-empty"],
    ["a tool without schema", { tools: [{ name: "a" }] }, "tools.0.custom.input_schema: Field required"],
    ["a schema of no object", { tools: [{ name: "a", input_schema: {} }] }, "tools.0.custom.input_schema.type: Field required"],
    ["a choice of no tools", { tool_choice: { type: "any" } }, "tool_choice: may only be specified while providing tools"],
    ["a lost result", { messages: [user, used(use("a")), user] }, "messages.1: `tool_use` ids were found without `tool_result`"],
    [
      "two results in two messages",
      { messages: [user, used(use("a"), use("b")), answered(result("a")), answered(result("b"))] },
      "messages.1: `tool_use` ids were found without `tool_result` blocks immediately after: b.",
    ],
    ["a result of nothing", { messages: [answered(result("a"))] }, "messages.0.content.0: unexpected `tool_use_id`"],
    [
      "an id of another alphabet",
      { messages: [user, used(use("a.b")), answered(result("a.b"))] },
      "messages.1.content.0.tool_use.id: String should match pattern",
    ],
    [
      "a tool loop without its thought",
      { thinking, max_tokens: 2000, messages: [user, used(use("a")), answered(result("a"))] },
      "messages.1.content.0.type: Expected `thinking` or `redacted_thinking`, but found `tool_use`.",
    ],
    [
      "another vendor's signature",
      { messages: [user, used(thought(sign("gemini", "hm"))), user] },
      "messages.1.content.0: Invalid `signature` in `thinking` block",
    ],
    ["too small a budget", { thinking: { ...thinking, budget_tokens: 1 } }, "thinking.enabled.budget_tokens: Input should be"],
    ["a budget above the limit", { thinking }, "`max_tokens` must be greater than `thinking.budget_tokens`."],
    [
      "thinking under a forced tool",
      { thinking: { type: "adaptive" }, tools: [{ name: "a", input_schema: city }], tool_choice: { type: "any" } },
      "Thinking may not be enabled when tool_choice forces tool use.",
    ],
  ])("is refused for %s", async (_name, more, said) => {
    const { status, json } = await post(message("Hello", more).body);
    expect(status).toBe(400);
    expect(json.error).toMatchObject({ type: "invalid_request_error", message: expect.stringContaining(said) });
  });

  it("may use what its version or a beta adds", async () => {
    const system = message("Hello", { messages: [{ ...user, role: "system" }, user] });
    expect((await post(system.body, { "anthropic-version": "2026-10-21" })).status).toBe(200);
    const beta = message("Hello", { context_management: {} });
    expect((await post(beta.body, { ...version, "anthropic-beta": "context-management-2025-06-27" })).status).toBe(200);
  });

  it("is counted under stricter rules, and lost paths have the dialect's words", async () => {
    const { body } = message("Hello");
    const counted = await post(body, version, "/v1/messages/count_tokens");
    expect(counted.json.error?.message).toBe("max_tokens: Extra inputs are not permitted");
    expect(await post(body, version, "/v1/messages/lost")).toMatchObject({
      status: 404,
      json: { error: { type: "not_found_error" } },
    });
    expect((await ask(`${simulator.url}/v1/messages`, { headers: { ...key, ...version } })).status).toBe(405);
  });
});
