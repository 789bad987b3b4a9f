/** What the provider receives is what the client wrote, but for the model's name and what only concerns the gateway. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { clientKey } from "../start/config.ts";
import { collect, sdks } from "../start/sdks.ts";
import { openScene, type Scene } from "./scene.ts";

let scene: Scene;
beforeAll(async () => {
  scene = await openScene();
});
beforeEach(() => scene.reset());
afterAll(() => scene?.close());

/** Whitespace, escapes, an unknown field and a number that no parser would print the same. */
const odd =
  '"messages" :[ {"role":"user","content":"h\\u00e9 \\/ é"}\n],\t"unknown":{"a" : [1 , 2.50e3]},  "seed":12345678901234567890 ';
const usage = '"stream_options":{"include_usage":true}';

test.each([
  { what: "another model", sent: `{ "model" : "openai/gpt-4o",${odd}}\n`, seen: `{ "model" : "gpt-4o",${odd}}\n` },
  { what: "an alias", sent: `{${odd}, "model":"fast"}`, seen: `{${odd}, "model":"gpt-4o-mini"}` },
  { what: "a bare name, untouched", sent: ` {"model":"gpt-4o-mini",${odd}}`, seen: ` {"model":"gpt-4o-mini",${odd}}` },
  {
    what: "fallbacks cut out of the middle",
    sent: `{"model":"openai/gpt-4o", "fallbacks" : ["other/spare"] , ${odd}}`,
    seen: `{"model":"gpt-4o", ${odd}}`,
  },
  {
    what: "fallbacks cut off the end",
    sent: `{"model":"openai/gpt-4o",${odd},"fallbacks":[ ]}`,
    seen: `{"model":"gpt-4o",${odd.trimEnd()}}`,
  },
  {
    what: "fallbacks cut off the start",
    sent: `{"fallbacks":["other/spare"], "model":"openai/gpt-4o",${odd}}`,
    seen: `{"model":"gpt-4o",${odd}}`,
  },
  {
    what: "a stream for which usage is asked",
    sent: `{"model":"openai/gpt-4o","stream" : true, ${odd}}`,
    seen: `{${usage},"model":"gpt-4o","stream" : true, ${odd}}`,
  },
  {
    what: "a stream that asks for usage itself, untouched",
    sent: `{"model":"openai/gpt-4o","stream":true, "stream_options": {"include_usage" : true},${odd}}`,
    seen: `{"model":"gpt-4o","stream":true, "stream_options": {"include_usage" : true},${odd}}`,
  },
  {
    what: "a stream with other options, which stay",
    sent: `{"model":"openai/gpt-4o","stream":true,"stream_options":{"include_obfuscation":false},${odd}}`,
    seen: `{"model":"gpt-4o","stream":true,"stream_options":{"include_obfuscation":false,"include_usage":true},${odd}}`,
  },
  {
    what: "a stream whose fallbacks stand first",
    sent: `{"fallbacks":["other/spare"],"stream":true,${odd},"model":"openai/gpt-4o"}`,
    seen: `{${usage},"stream":true,${odd},"model":"gpt-4o"}`,
  },
])("sends $what", async ({ sent, seen }) => {
  const { response } = await scene.post("/v1/chat/completions", sent);
  expect(response.status).toBe(200);
  expect(scene.openai.calls.map(({ body }) => body)).toEqual([seen]);
});

test("sends a Responses stream without options that it does not have", async () => {
  await scene.post("/v1/responses", '{"model":"openai/gpt-4o","stream":true,"input":"hi"}');
  expect(scene.openai.calls[0]!.body).toBe('{"model":"gpt-4o","stream":true,"input":"hi"}');
});

test("sends a large body byte for byte", async () => {
  const text = "é\\n \u{1f600}".repeat(200_000);
  const { response } = await scene.post(
    "/v1/chat/completions",
    `{"messages":[{"role":"user","content":"${text}"}],"model":"openai/gpt-4o"}`,
  );
  expect(response.status).toBe(200);
  expect(scene.openai.calls[0]!.body === `{"messages":[{"role":"user","content":"${text}"}],"model":"gpt-4o"}`).toBe(true);
});

const question = { model: "openai/gpt-4o", messages: [{ role: "user" as const, content: "hi" }] };

describe.each(sdks)("$name", ({ sdk }) => {
  test("sees a usage chunk when it asked for one", async () => {
    const ask = { ...question, stream: true as const, stream_options: { include_usage: true } };
    const chunks = await collect(await scene.connect(sdk).chat.completions.create(ask));
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { prompt_tokens: 1 } });
  });

  test("sees no usage chunk when it did not, though the provider sent one", async () => {
    const { data, request_id } = await scene
      .connect(sdk)
      .chat.completions.create({ ...question, stream: true })
      .withResponse();
    const chunks = await collect(data);
    expect(chunks.filter(({ choices }) => choices.length === 0)).toEqual([]);
    expect(scene.openai.calls[0]!.body).toContain(usage);
    expect(await scene.gateway.waitForLog(({ id }) => id === request_id)).toMatchObject({
      ended: "complete",
      usage: { input: 1 },
    });
  });

  test("finds extra_fields in blocking answers, and headers in their place on streams", async () => {
    const client = scene.connect(sdk);
    const whole = await client.chat.completions.create(question);
    expect(whole).toMatchObject({
      extra_fields: {
        request_type: "chat_completion",
        provider: "openai",
        model_requested: "gpt-4o",
        latency: expect.any(Number) as number,
      },
    });
    const { data, response } = await client.chat.completions.create({ ...question, stream: true }).withResponse();
    expect(JSON.stringify(await collect(data))).not.toContain("extra_fields");
    expect(["x-bf-provider", "x-bf-model", "x-bf-attempts"].map((name) => response.headers.get(name))).toEqual([
      "openai",
      "gpt-4o",
      "1",
    ]);
  });

  test("knows the request by its id, its own if it chose one, and the provider's beside it", async () => {
    const chosen = { headers: { "x-request-id": "my-own.id_1" } };
    expect(await scene.connect(sdk).chat.completions.create(question, chosen)).toMatchObject({ _request_id: "my-own.id_1" });
    const { data, response, request_id } = await scene.connect(sdk).chat.completions.create(question).withResponse();
    expect(request_id).toMatch(/^[\w-]{36}$/);
    expect(data).toMatchObject({ _request_id: request_id });
    expect(response.headers.get("x-upstream-request-id")).not.toBeNull();
    expect(response.headers.get("x-upstream-request-id")).not.toBe(request_id);
  });

  test("says nothing of the client to the provider", async () => {
    const secret = { headers: { "openai-organization": "org-of-client", cookie: "session=1", "x-forwarded-for": "10.0.0.1" } };
    await scene.connect(sdk).chat.completions.create(question, secret);
    const seen = JSON.stringify(scene.openai.calls[0]!.headers);
    expect(seen).not.toMatch(/org-of-client|session=1|10\.0\.0\.1|x-stainless|OpenAI\/JS/);
    expect(seen).not.toContain(clientKey);
  });
});
