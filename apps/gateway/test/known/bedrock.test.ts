/** Bedrock is asked by a signature that Amazon's own code would have made, and answers clients of every dialect. */
import { describe, expect, test } from "vitest";
import { authorizationOf, chunkOf, eventStream, exceptionOf } from "../../../../scripts/servers/amazon.ts";
import { events, whole } from "./messages.ts";
import { headersOf, open } from "./scene.ts";

const pair = { accessKeyId: "AKIAEXAMPLE7EXAMPLE0", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY" };
const session = { ...pair, sessionToken: "FwoGZXIvYXdzEXAMPLE//TOKEN==" };
const streamed = eventStream(...events.map(chunkOf));
const model = "it/anthropic.claude-sonnet-4-20250514-v1:0";
const conversation = { max_tokens: 5, messages: [{ role: "user", content: "Hellö" }] };
const eu = { region: "eu-central-1" };

describe.each([
  ["a pair of keys", pair],
  ["a session", session],
])("with %s", (_name, key) => {
  const value = Object.values(key).join(":");

  test("whole answers and streams are signed as Amazon signs them", async () => {
    const scene = await open({ name: "bedrock", options: eu, value }, [whole, streamed]);
    expect(scene.origin).toBe("https://bedrock-runtime.eu-central-1.amazonaws.com");
    const body = { model, ...conversation };
    const answers = [await scene.ask("/v1/messages", body), await scene.ask("/v1/messages", { ...body, stream: true })];
    expect(answers.map(({ status, text }) => [status, text.includes("Hello")])).toEqual([
      [200, true],
      [200, true],
    ]);
    const at = "/model/anthropic.claude-sonnet-4-20250514-v1%3A0";
    expect(scene.asked().map(({ path }) => path)).toEqual([`${at}/invoke`, `${at}/invoke-with-response-stream`]);
    for (const asked of scene.asked()) {
      const { authorization } = asked.headers;
      expect(authorization).toBe(await authorizationOf(asked, key, "eu-central-1"));
      const today = new Date().toISOString().slice(0, 4);
      expect(authorization).toContain(`Credential=${pair.accessKeyId}/${today}`);
      const token = "sessionToken" in key ? { "x-amz-security-token": key.sessionToken } : {};
      expect(headersOf(asked)).toEqual({
        "content-type": "application/json",
        "user-agent": "headgate",
        "x-amz-date": expect.stringMatching(/^\d{8}T\d{6}Z$/) as string,
        authorization,
        ...token,
      });
    }
  });
});

describe("a client of OpenAI's", () => {
  const body = { model, messages: conversation.messages, max_completion_tokens: 5 };
  const value = Object.values(pair).join(":");

  test("has its chat carried there, whole and streamed", async () => {
    const scene = await open({ name: "bedrock", value }, [whole, streamed]);
    const blocking = await scene.ask("/v1/chat/completions", body);
    expect([blocking.status, JSON.parse(blocking.text)]).toMatchObject([200, { choices: [{ message: { content: "Hello" } }] }]);
    const streaming = await scene.ask("/v1/chat/completions", { ...body, stream: true });
    expect(streaming.text).toContain('"content":"Hello"');
    expect(streaming.text.trimEnd().endsWith("data: [DONE]")).toBe(true);
    for (const asked of scene.asked()) {
      expect(asked.json).toEqual({
        anthropic_version: "bedrock-2023-05-31",
        max_tokens: 5,
        messages: [{ role: "user", content: [{ type: "text", text: "Hellö" }] }],
      });
      expect(asked.headers.authorization).toBe(await authorizationOf(asked, pair, "us-east-1"));
    }
  });

  test("hears of a throttled call and of a stream that fails at once in its own words", async () => {
    const throttled = {
      status: 429,
      headers: { "x-amzn-errortype": "ThrottlingException:http://internal.amazon.com/coral/" },
      body: { message: "Too many requests" },
    };
    const failing = eventStream(exceptionOf("throttlingException", "Too many tokens"));
    const scene = await open({ name: "bedrock", value }, [throttled, failing]);
    const answers = [
      await scene.ask("/v1/chat/completions", body),
      await scene.ask("/v1/chat/completions", { ...body, stream: true }),
    ];
    expect(answers.map(({ status, text }) => [status, JSON.parse(text)])).toMatchObject([
      [429, { error: { message: "Too many requests", code: "rate_limit_exceeded" } }],
      [429, { error: { message: "Too many tokens", code: "rate_limit_exceeded" } }],
    ]);
  });
});

test("a client of Anthropic's hears Amazon's no as Anthropic's", async () => {
  const no = { status: 400, headers: { "x-amzn-errortype": "ValidationException" }, body: { message: "no such field" } };
  const scene = await open({ name: "bedrock" }, [no]);
  const { status, text } = await scene.ask("/v1/messages", { model, ...conversation });
  expect([status, JSON.parse(text)]).toMatchObject([
    400,
    { type: "error", error: { type: "invalid_request_error", message: "no such field" } },
  ]);
});
