/** All faults of a body are told at once: those that the door finds, and those that a plugin would have found behind it. */
import type { Call } from "@headgate/core";
import { anthropic, gemini, openai } from "@headgate/dialects";
import { providersOf } from "@headgate/testkit";
import { describe, expect, test } from "vitest";
import { chat, type Edge, openEdge } from "./edge.ts";

const required = "missing_required_parameter";
const hot = { message: "temperature is too hot", param: "temperature", code: "decimal_above_max_value" };

interface Asked {
  readonly operation: string;
  readonly call: Call;
}

/** A door with somebody behind it who finds these; `asked` is what that somebody was asked. */
async function open(found: readonly object[] = [hot]): Promise<{ readonly edge: Edge; readonly asked: readonly Asked[] }> {
  const asked: Asked[] = [];
  const edge = await openEdge({
    dialects: [openai, anthropic, gemini],
    providers: providersOf([{ name: "acme", dialect: "openai", models: ["m"] }]),
    faults(operation, call) {
      asked.push({ operation, call });
      return found as (typeof hot)[];
    },
  });
  return { edge, asked };
}

async function errorOf(response: Response): Promise<unknown> {
  expect(response.status).toBe(400);
  return ((await response.json()) as { readonly error: unknown }).error;
}

function told(...faults: readonly (typeof hot)[]): object {
  const message = faults.map((fault) => fault.message).join("; ");
  return { message, type: "invalid_request_error", param: faults[0]!.param, code: "invalid_value", details: faults };
}

const noModel = { message: "model is required", param: "model", code: required };
const noMessages = { message: "messages is required for chat completion", param: "messages", code: required };
const wrongStream = { message: "stream is 1; expected true or false", param: "stream", code: "invalid_value" };

describe("the door alone tells all that it finds of", () => {
  test.each<readonly [path: string, body: object, faults: readonly (typeof hot)[]]>([
    ["/v1/chat/completions", {}, [noModel, noMessages]],
    ["/v1/chat/completions", { model: "", messages: [], stream: 1 }, [noModel, noMessages, wrongStream]],
    [
      "/v1/chat/completions",
      { ...chat, model: 1, stream: 1 },
      [{ message: "model is 1; expected a string", param: "model", code: "invalid_value" }, wrongStream],
    ],
    [
      "/v1/audio/speech",
      { model: "m" },
      ["input", "voice"].map((param) => ({ message: `${param} is required for speech completion`, param, code: required })),
    ],
    [
      "/v1/rerank",
      { query: "q", documents: "a" },
      [noModel, { message: "documents must be a list of texts", param: "documents", code: "invalid_value" }],
    ],
    // What is inside of documents is no matter while there are none.
    [
      "/v1/rerank",
      { model: "m", query: "" },
      ["query is", "documents are"].map((said) => ({
        message: `${said} required for rerank`,
        param: said.split(" ")[0]!,
        code: required,
      })),
    ],
  ])("%s %j", async (path, body, faults) => {
    const edge = await openEdge();
    expect(await errorOf(await edge.post(path, body))).toEqual(told(...faults));
    expect(edge.lines()[0]).toMatchObject({ status: 400, error: { code: "invalid_value", by: "gateway" } });
  });
});

describe("what is found behind the door", () => {
  test("is told after what the door found", async () => {
    const { edge } = await open();
    expect(await errorOf(await edge.post("/v1/chat/completions", { model: "" }))).toEqual(told(noModel, noMessages, hot));
  });

  test("of a field that the door has spoken of is not told again", async () => {
    const { edge } = await open([{ ...hot, param: "messages" }]);
    const alone = { ...noMessages, type: "invalid_request_error" };
    expect(await errorOf(await edge.post("/v1/chat/completions", { model: "m" }))).toEqual(alone);
  });

  test("is told in part when there are more than a hundred", async () => {
    const { edge } = await open(Array.from({ length: 200 }, (_, i) => ({ ...hot, param: `input[${i}]` })));
    const error = (await errorOf(await edge.post("/v1/embeddings", {}))) as { readonly details: readonly unknown[] };
    expect(error.details).toHaveLength(100);
  });

  test("stands in an Anthropic client's envelope too", async () => {
    const { edge } = await open();
    const messages = [{ role: "user", content: "Hello" }];
    const noMaximum = { message: "max_tokens is required for messages", param: "max_tokens", code: required };
    expect(await errorOf(await edge.post("/v1/messages", { model: "m", messages }))).toMatchObject({
      message: `${noMaximum.message}; ${hot.message}`,
      code: "invalid_value",
      param: "max_tokens",
      details: { error_code: "invalid_value", list: [noMaximum, hot] },
    });
  });
});

describe("whoever is behind the door is asked", () => {
  test.each<readonly [path: string, body: object, operation: string, provider: string, model: string]>([
    ["/v1/chat/completions", { model: "acme/m" }, "chat", "acme", "m"],
    ["/v1/completions", { model: "other/x" }, "completions", "", "other/x"],
    ["/v1/responses", { model: 7, input: "x" }, "responses", "", ""],
    ["/v1/messages", { messages: [{}] }, "messages", "", ""],
    ["/genai/v1beta/models/acme%2Fm:generateContent", {}, "generate", "acme", "m"],
  ])("%s %j: with the target and the body that it would have had", async (path, body, operation, provider, model) => {
    const { edge, asked } = await open();
    expect((await edge.post(path, body)).status).toBe(400);
    expect(asked).toMatchObject([{ operation, call: { provider, model } }]);
    expect(Buffer.from(asked[0]!.call.body.bytes!).toString()).toBe(JSON.stringify(body));
  });

  test.each<readonly [what: string, path: string, body: string | FormData, headers: Record<string, string>]>([
    ["what is fine", "/v1/chat/completions", JSON.stringify({ ...chat, temperature: 9 }), {}],
    ["what is no JSON", "/v1/chat/completions", "{", {}],
    ["what two parsers could read differently", "/v1/chat/completions", '{"mod\\u0065l":"m"}', {}],
    ["another type", "/v1/chat/completions", "{}", { "content-type": "text/plain" }],
    ["a form", "/v1/audio/transcriptions", new FormData(), {}],
    ["an unknown path", "/v1/none", "{}", {}],
  ])("of nothing else: %s", async (_what, path, body, headers) => {
    const { edge, asked } = await open();
    await edge.post(path, body, headers);
    expect(asked).toEqual([]);
  });
});
