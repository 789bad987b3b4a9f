/** Vertex AI is asked with a token that its key file got from Google, once for all requests. */
import { startUpstream, type ScriptedUpstream } from "@headgate/testkit";
import { generateKeyPairSync } from "node:crypto";
import { describe, expect, onTestFinished, test } from "vitest";
import { frames, whole } from "./messages.ts";
import { open } from "./scene.ts";

const { privateKey } = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  publicKeyEncoding: { type: "spki", format: "pem" },
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
});
const options = { project: "acme" };
/** Where nothing else is said, as with Google's own client: most of Claude's models are in few other places. */
const at = "/v1/projects/acme/locations/global/publishers";

async function google(): Promise<{ server: ScriptedUpstream; value: string }> {
  const server = await startUpstream([{ body: { access_token: "ya29.one", expires_in: 3599, token_type: "Bearer" } }]);
  onTestFinished(() => server.close());
  const account = { type: "service_account", client_email: "a@acme.iam", private_key: privateKey, token_uri: server.origin };
  return { server, value: JSON.stringify(account) };
}

const said = {
  candidates: [{ index: 0, content: { role: "model", parts: [{ text: "Hello" }] }, finishReason: "STOP" }],
  usageMetadata: { promptTokenCount: 1, candidatesTokenCount: 1, totalTokenCount: 2 },
};

describe("a client of OpenAI's", () => {
  const chat = { messages: [{ role: "user", content: "Hello" }], max_completion_tokens: 5 };

  test.each([
    {
      name: "vertex",
      model: "gemini-2.5-flash",
      script: [{ body: said }, { events: [JSON.stringify(said)] }],
      paths: ["google/models/gemini-2.5-flash:generateContent", "google/models/gemini-2.5-flash:streamGenerateContent?alt=sse"],
    },
    {
      name: "vertex-anthropic",
      model: "claude-sonnet-4",
      script: [whole, { events: frames }],
      paths: ["anthropic/models/claude-sonnet-4:rawPredict", "anthropic/models/claude-sonnet-4:streamRawPredict"],
    },
  ])("has its chat carried to $name, whole and streamed, by one token", async ({ name, model, script, paths }) => {
    const { server, value } = await google();
    const scene = await open({ name, options, value }, script);
    const body = { model: `it/${model}`, ...chat };
    const blocking = await scene.ask("/v1/chat/completions", body);
    expect([blocking.status, JSON.parse(blocking.text)]).toMatchObject([200, { choices: [{ message: { content: "Hello" } }] }]);
    const streaming = await scene.ask("/v1/chat/completions", { ...body, stream: true });
    expect(streaming.text).toContain('"content":"Hello"');
    expect(streaming.text.trimEnd().endsWith("data: [DONE]")).toBe(true);
    expect(scene.asked().map((asked) => [asked.path, asked.headers.authorization])).toEqual(
      paths.map((path) => [`${at}/${path}`, "Bearer ya29.one"]),
    );
    for (const { json } of scene.asked()) expect(json).not.toHaveProperty("model");
    server.verify();
  });
});

test("a request may repeat the model in its body, and tokens are counted at their own path", async () => {
  const scene = await open({ name: "vertex", options }, [{ body: { totalTokens: 3 } }]);
  const body = { model: "models/it/gemini-2.5-flash", contents: [{ role: "user", parts: [{ text: "Hello" }] }] };
  const { status } = await scene.ask("/v1beta/models/it%2Fgemini-2.5-flash:countTokens", body);
  expect([status, scene.asked()[0]!.path]).toEqual([200, `${at}/google/models/gemini-2.5-flash:countTokens`]);
  expect(scene.asked()[0]!.json).toEqual({ contents: body.contents });
});

test.each([
  ["global", "https://aiplatform.googleapis.com"],
  ["eu", "https://aiplatform.eu.rep.googleapis.com"],
  ["europe-west4", "https://europe-west4-aiplatform.googleapis.com"],
])("the location %s is at %s", async (location, origin) => {
  const scene = await open({ name: "vertex", options: { ...options, location } }, [{ body: said }]);
  expect(scene.origin).toBe(origin);
  const body = { contents: [{ role: "user", parts: [{ text: "Hello" }] }] };
  expect((await scene.ask("/v1beta/models/it%2Fm:generateContent", body)).status).toBe(200);
  expect(scene.asked()[0]!.path).toBe(`/v1/projects/acme/locations/${location}/publishers/google/models/m:generateContent`);
});

test("a client of Anthropic's hears Google's no as Anthropic's", async () => {
  const error = { code: 429, message: "Quota exceeded for acme", status: "RESOURCE_EXHAUSTED" };
  const scene = await open({ name: "vertex-anthropic", options }, [{ status: 429, body: [{ error }] }]);
  const body = { model: "it/m", max_tokens: 5, messages: [{ role: "user", content: "Hello" }], stream: true };
  const { status, text } = await scene.ask("/v1/messages", body);
  expect([status, JSON.parse(text)]).toMatchObject([
    429,
    { type: "error", error: { type: "rate_limit_error", message: error.message } },
  ]);
});
