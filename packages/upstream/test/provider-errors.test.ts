/** A provider's own no: relayed where it is well-formed, ours where it is not, and never with our key in it. */
import type { Reply } from "@headgate/core";
import { describe, expect, test } from "vitest";
import { listen, openRig, secret } from "./rig.ts";

const error = { message: "m", type: "t", param: "p", code: "c" };

test.each([400, 401, 403, 404, 408, 409, 413, 422, 429, 500, 502, 503, 529])(
  "a well-formed %i keeps status and body",
  async (status) => {
    const rig = await openRig([{ status, body: { error } }]);
    const reply = await rig.send();
    expect([reply.status, reply.error?.status]).toEqual([status, status]);
    expect(reply.error).toMatchObject({ by: "provider", code: "c", type: "t", param: "p", message: "m" });
    const heard = listen(reply);
    await heard.outcome;
    expect(JSON.parse(heard.text())).toEqual({ error });
    expect(rig.clock.pending).toBe(0);
  },
);

test.each([
  [401, 401, "key"],
  [403, 403, "key"],
  [408, 408, "target"],
  [409, 409, "target"],
  [429, 429, "key"],
  [503, 503, "target"],
  [504, 504, "target"],
  [400, 502, "request"],
  [404, 502, "target"],
  [500, 502, "target"],
  [502, 502, "target"],
])("an unreadable %i becomes a %i of scope %s", async (status, shown, scope) => {
  for (const body of ["<html>nginx</html>", "", "{}"]) {
    const rig = await openRig([{ status, headers: { "content-type": "text/html" }, body }]);
    const reply = await rig.send();
    expect(reply).toMatchObject({ status: shown, body: null, error: { status: shown, scope, by: "provider" } });
    expect(reply.error!.message).toMatch(/^inference failed: acme answered \d+ without a readable error/);
  }
});

test.each<readonly [who: string, status: number, body: object, facts: object]>([
  ["Cohere", 400, { id: "x", message: "invalid request" }, { message: "invalid request", code: "status_400" }],
  [
    "Cerebras",
    404,
    { message: "no such model", type: "not_found_error", param: "model", code: "model_not_found" },
    { code: "model_not_found", param: "model" },
  ],
  [
    "vLLM",
    400,
    { object: "error", message: "too long", type: "BadRequestError", param: null, code: 400 },
    { message: "too long", code: "BadRequestError" },
  ],
  [
    "FastAPI",
    422,
    { detail: [{ loc: ["body", "seed"], msg: "not permitted" }, { msg: "bad" }] },
    { message: "body.seed: not permitted; bad" },
  ],
  ["FastAPI", 404, { detail: "Not Found" }, { message: "Not Found", scope: "target" }],
  [
    "Mistral",
    422,
    { object: "error", message: { detail: [{ loc: ["body", "seed"], msg: "not permitted" }] } },
    { message: "body.seed: not permitted" },
  ],
  ["Mistral", 401, { message: "Unauthorized", request_id: "r" }, { message: "Unauthorized", scope: "key" }],
])("what %s says in no envelope (%i) keeps its status, and is said again by the edge", async (_who, status, body, facts) => {
  const rig = await openRig([{ status, body }]);
  const reply = await rig.send();
  expect(reply).toMatchObject({ status, body: null, error: { status, by: "provider", ...facts } });
});

test.each([
  [400, "request"],
  [401, "key"],
  [402, "key"],
  [403, "key"],
  [404, "target"],
  [408, "target"],
  [409, "target"],
  [413, "request"],
  [422, "request"],
  [429, "key"],
  [500, "target"],
  [529, "target"],
])("a well-formed %i stops %s", async (status, scope) => {
  const rig = await openRig([{ status, body: { error } }]);
  expect((await rig.send()).error?.scope).toBe(scope);
});

describe("our key in a provider's words", () => {
  test.each([
    ["whole", secret],
    ["quoted", `"${secret}".`],
    ["twice", `${secret} ${secret}`],
  ])("is masked, %s", async (_name, quoted) => {
    const rig = await openRig([{ status: 401, body: { error: { ...error, message: `Incorrect API key: ${quoted} é` } } }]);
    const reply = await rig.send();
    const heard = listen(reply);
    await heard.outcome;
    for (const shown of [heard.text(), JSON.stringify(reply.error)]) {
      expect(shown).not.toContain(secret);
      expect(shown).toContain("sk-a...ghij");
      expect(shown).toContain("é");
    }
  });
});

describe("how long to wait", () => {
  const now = Date.UTC(2026, 0, 1);
  test.each<[Record<string, string>, number | undefined]>([
    [{}, undefined],
    [{ "retry-after": "3" }, 3000],
    [{ "retry-after": " 3 " }, 3000],
    [{ "retry-after": "1.5" }, 1500],
    [{ "retry-after": "0" }, undefined],
    [{ "retry-after": new Date(now + 20_000).toUTCString() }, 20_000],
    [{ "retry-after": new Date(now - 20_000).toUTCString() }, undefined],
    [{ "retry-after-ms": "250" }, 250],
    [{ "retry-after-ms": "250", "retry-after": "3" }, 250],
    [{ "retry-after-ms": "soon", "retry-after": "3" }, 3000],
    [{ "retry-after-ms": "-1", "retry-after": "3" }, 3000],
    [{ "retry-after-ms": "0", "retry-after": "5" }, 5000],
    [{ "retry-after-ms": "0", "retry-after": "0" }, undefined],
    [{ "retry-after-ms": " 1500 " }, 1500],
    [{ "retry-after-ms": "", "retry-after": "3" }, 3000],
    [{ "retry-after-ms": "Infinity", "retry-after": "3" }, 3000],
    [{ "retry-after": "" }, undefined],
    [{ "retry-after": "soon" }, undefined],
    [{ "retry-after": "-5" }, undefined],
    [{ "retry-after": "in 5 minutes" }, undefined],
    [{ "retry-after": "1e3" }, undefined],
  ])("%j says %j ms", async (headers, ms) => {
    const rig = await openRig([{ status: 429, headers, body: { error } }]);
    expect((await rig.send()).error?.retryAfterMs).toBe(ms);
  });
});

describe("a client's own key", () => {
  const headers = { "retry-after": "5", "x-should-retry": "false" };
  const ask = async (status: number, forwardRetryAfter = false): Promise<Reply> => {
    const rig = await openRig([{ status, headers, body: { error } }], { byok: true, forwardRetryAfter });
    const credential = rig.places.get("acme")!.callerCredential!("sk-callers-own");
    const reply = await rig.send(undefined, { credential });
    expect(rig.upstream.requests[0]!.headers.authorization).toBe("Bearer sk-callers-own");
    return reply;
  };
  test.each([401, 402, 403, 429])("gets its own %i, which stops the whole request", async (status) => {
    const { error: refusal, headers: sent, body } = await ask(status);
    expect(refusal).toMatchObject({ status, scope: "request", by: "provider" });
    expect(refusal!.retryAfterMs).toBeUndefined();
    expect(sent["x-should-retry"]).toBe("false");
    expect(Buffer.from(body as Uint8Array).toString()).toContain(error.message);
  });
  test("is told how long to wait where the provider's config says so", async () => {
    expect((await ask(429, true)).error?.retryAfterMs).toBe(5000);
  });
});

test("only headers on the list cross", async () => {
  const rig = await openRig([
    {
      body: { id: "a" },
      headers: {
        "openai-processing-ms": "5",
        "x-ratelimit-remaining-tokens": "9",
        "x-request-id": "req_up",
        "anthropic-ratelimit-input-tokens-remaining": "7",
        "anthropic-ratelimit-requests-reset": "2026-11-20T18:00:00Z",
        "anthropic-organization-id": "org-7",
        "set-cookie": "a=1",
        "keep-alive": "timeout=9",
        "x-internal": "host-7",
        server: "acme",
        "alt-svc": "h3",
        "access-control-allow-origin": "*",
      },
    },
  ]);
  expect((await rig.send()).headers).toEqual({
    "content-type": "application/json",
    "x-bf-provider": "acme",
    "x-bf-model": "m",
    "x-bf-attempts": "1",
    "openai-processing-ms": "5",
    "x-ratelimit-remaining-tokens": "9",
    "x-upstream-request-id": "req_up",
    "anthropic-ratelimit-input-tokens-remaining": "7",
    "anthropic-ratelimit-requests-reset": "2026-11-20T18:00:00Z",
  });
});

test("every header value can be written to a client", async () => {
  const rig = await openRig([
    (_request, _body, response) => {
      response.socket!.end(
        Buffer.from(
          "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nopenai-model: 模型\r\nx-request-id: 日\r\ncontent-length: 2\r\n\r\n{}",
        ),
      );
    },
  ]);
  const { headers } = await rig.send(undefined, { model: "模型\ud83d" });
  expect(headers["x-bf-model"]).toBe(encodeURIComponent("模型\ufffd"));
  for (const value of Object.values(headers)) expect(value).toMatch(/^[\t\u0020-\u007e\u0080-\u00ff]*$/);
});
