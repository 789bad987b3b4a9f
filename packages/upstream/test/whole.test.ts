/** A blocking answer is whole, or it is an error. */
import { describe, expect, test } from "vitest";
import { chat, listen, openRig, type RigOptions, secret, streamed } from "./rig.ts";
import type { UpstreamStep } from "@headgate/testkit";

const answer = { id: "a", choices: [{ message: { content: "Hi" } }], usage: { prompt_tokens: 3, completion_tokens: 0 } };

test("carries the provider's members untouched, who answered, and what was used", async () => {
  const rig = await openRig([
    (_request, _body, response) =>
      void response.setHeader("content-type", "application/json").end(' {"id":"\\u00e9","n":1e0 }\n'),
  ]);
  const heard = listen(await rig.send());
  await heard.outcome;
  const extra = '{"request_type":"chat_completion","provider":"acme","model_requested":"m","latency":0}';
  expect(heard.text()).toBe(` {"id":"\\u00e9","n":1e0 ,"extra_fields":${extra}}\n`);
});

test("reports usage as the provider did, and none where it gave none", async () => {
  const rig = await openRig([{ body: answer }, { body: { id: "a", usage: null } }]);
  const outcomes = [await listen(await rig.send()).outcome, await listen(await rig.send()).outcome];
  expect(outcomes.map(({ usage, ended }) => [usage, ended])).toEqual([
    [{ estimated: false, units: { input: 3, output: 0 } }, "complete"],
    [undefined, "complete"],
  ]);
});

test.each([
  ["application/json", 200],
  ["application/json; charset=utf-8", 200],
  ["application/vnd.acme+json", 200],
  ["APPLICATION/JSON", 200],
  ["text/html", 502],
  ["text/plain", 502],
  ["text/event-stream", 502],
])("an answer of type %s is %i", async (type, status) => {
  const rig = await openRig([{ headers: { "content-type": type }, body: JSON.stringify(answer) }]);
  expect((await rig.send()).status).toBe(status);
});

describe("is a 502 that says why", () => {
  const json = { headers: { "content-type": "application/json" } };
  test.each<[string, UpstreamStep, RegExp, (RigOptions & { json?: object })?]>([
    ["empty body", { ...json, body: "" }, /empty body/],
    ["204", { status: 204 }, /empty body|not with JSON/],
    ["damaged JSON", { ...json, body: '{"a":' }, /damaged JSON/],
    ["JSON that is not an object", { ...json, body: "[1]" }, /damaged JSON/],
    ["too large an answer", { ...json, body: "{".repeat(2000) }, /more than 1000 bytes/, { answerBytes: 1000 }],
    ["a whole body for a stream", { body: answer }, /whole body/, { json: streamed }],
    ["an event stream that nobody asked for", { events: ['{"choices":[{"delta":{"content":"x"}}]}', "[DONE]"] }, /not with JSON/],
    ["a cut", { ...json, body: '{"a":', ending: "cut" }, /broke off its answer/],
    ["a reset before the headers", (_request, _body, response) => void response.destroy(), /gave no answer \(UND_ERR_SOCKET\)/],
    [
      "a short body",
      (_q, _b, r) =>
        void r
          .writeHead(200, { ...json.headers, "content-length": 99 })
          .end("{}")
          .destroy(),
      /answer/,
    ],
    [
      "an unasked encoding",
      { headers: { ...json.headers, "content-encoding": "gzip" }, body: "\u001f\u008b" },
      /asked for: gzip$/,
    ],
    [
      "an unasked encoding of a stream",
      { headers: { "content-type": "text/event-stream", "content-encoding": "br" }, body: "\u001f\u008b" },
      /asked for: br$/,
      { json: streamed },
    ],
    ...[301, 302, 303, 307, 308].map((status): [string, UpstreamStep, RegExp] => [
      `a ${status}`,
      { status, headers: { location: "/elsewhere" }, body: "" },
      new RegExp(`redirect \\(${status}\\), which is never followed`),
    ]),
  ])("%s", async (_name, step, message, { json: asked = chat, ...options } = {}) => {
    const rig = await openRig([step], options);
    const reply = await rig.send(rig.exchange(asked));
    expect(reply.error).toMatchObject({ status: 502, code: "upstream_error", by: "gateway", scope: "target" });
    expect(reply.error!.message).toMatch(/^inference failed: acme /);
    expect(reply.error!.message).toMatch(message);
    expect([reply.body, reply.call?.model]).toEqual([null, "m"]);
    expect(rig.clock.pending).toBe(0);
    rig.upstream.verify();
  });

  test("nobody there", async () => {
    const rig = await openRig([]);
    await rig.upstream.close();
    expect((await rig.send()).error).toMatchObject({ status: 502, message: expect.stringContaining("ECONNREFUSED") as string });
    expect(rig.clock.pending).toBe(0);
  });
});

describe("an error inside a 200", () => {
  test.each([
    [{ error: { message: "m", code: 429 } }, { status: 429, scope: "key", code: "429" }],
    [{ error: { message: "m", type: "insufficient_quota" } }, { status: 429, code: "insufficient_quota" }],
    [{ error: { message: "m", code: "model_not_found" } }, { status: 404 }],
    [{ error: { message: "m" } }, { status: 502, scope: "target" }],
    [{ error: "m" }, { status: 502 }],
    [{ error: { message: "m", type: "invalid_request_error", code: "max_tokens_too_large" } }, { status: 400, scope: "request" }],
    [{ error: { message: "m", type: "invalid_request_error", code: "context_length_exceeded" } }, { status: 400 }],
    [{ error: { message: "m", type: "tokens", code: "rate_limit_exceeded" } }, { status: 429 }],
    [{ error: { message: "m", type: "server_error", code: null } }, { status: 502 }],
  ])("%j is %j", async (body, expected) => {
    const rig = await openRig([{ body }]);
    expect((await rig.send()).error).toMatchObject({ ...expected, by: "provider", message: "m" });
  });

  test.each([{ error: null }, { choices: [{ message: { content: '"error": {"message":"x"}' } }] }, { output: [{ error: "x" }] }])(
    "is not %j",
    async (body) => {
      const rig = await openRig([{ body }]);
      expect((await rig.send()).status).toBe(200);
    },
  );

  test("does not quote our key", async () => {
    const rig = await openRig([{ body: { error: { message: `Incorrect API key provided: ${secret}` } } }]);
    expect(JSON.stringify((await rig.send()).error)).not.toContain(secret);
  });
});

test("embeddings come in the encoding that was asked for", async () => {
  const rig = await openRig([{ body: { data: [{ embedding: [1] }] } }], { operation: "embeddings" });
  const heard = listen(await rig.send(rig.exchange({ model: "acme/m", input: "x", encoding_format: "base64" })));
  await heard.outcome;
  expect(JSON.parse(heard.text())).toMatchObject({ data: [{ embedding: "AACAPw==" }] });
});

test("counts the calls of one exchange", async () => {
  const rig = await openRig([{ status: 500, body: {} }, { body: answer }, { body: answer }]);
  const x = rig.exchange();
  const replies = [await rig.send(x), await rig.send(x), await rig.send()];
  expect(replies.map(({ headers }) => headers["x-bf-attempts"])).toEqual(["1", "2", "1"]);
});
