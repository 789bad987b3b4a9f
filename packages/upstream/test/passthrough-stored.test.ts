/** What a provider keeps, asked at its vendor's own paths: below its base URL, by its rules, and of responses by whoever makes them. */
import { type ByteSource, type Call, type ExchangeInit, refuse, type Sink } from "@headgate/core";
import { exchangeOf, type UpstreamStep } from "@headgate/testkit";
import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import { expect, test } from "vitest";
import { listen, openRig, type RigOptions, secret, until } from "./rig.ts";

const fine: UpstreamStep = { body: { ok: 1 } };
const bare = { size: 0, open: () => source([]) };

async function open(init: Partial<ExchangeInit>, options: RigOptions = {}, script: readonly UpstreamStep[] = [fine]) {
  const rig = await openRig(script, options);
  const x = exchangeOf({ operation: "passthrough", method: "GET", stream: false, headers: {}, body: bare, ...init });
  const send = (call: Partial<Call> = {}) => rig.send(x, { provider: "acme", model: "", ...call });
  return { rig, send };
}

test.each<readonly [string, string, string, RigOptions, string]>([
  ["/v1", "/v1/files/file-1", "", {}, "/v1/files/file-1"],
  ["/openai/v1", "/v1/files", "limit=2&after=a%2Fb", {}, "/openai/v1/files?limit=2&after=a%2Fb"],
  ["", "/v1/files/file-1/content", "", {}, "/files/file-1/content"],
  ["/openai", "/v1/files", "api-version=0&a", { query: { "api-version": "9" } }, "/openai/files?a&api-version=9"],
  ["/v1", "/v1/files", "provider=acme&a=1&%70rovider=b&key=c", {}, "/v1/files?a=1"],
  ["/v1", "/openai_passthrough/v2/files", "provider=acme", {}, "/v2/files?provider=acme"],
  ["/v1", "/v1/files", "", { paths: { "*": "/deployments/{model}{path}" } }, "/v1/files"],
])("base %s, %s?%s with %j leaves as %s", async (base, path, query, options, expected) => {
  const { upstream } = await openRig([fine]);
  const passthrough = ["GET /v1/files", "GET /v1/files/*", "GET /v2/files"];
  const { send } = await open({ path, query }, { passthrough, ...options, baseUrl: upstream.origin + base }, []);
  listen(await send());
  expect(upstream.requests.map((asked) => asked.path)).toEqual([expected]);
});

test.each([
  ["", "/v1/messages/batches/b/results", "/v1/messages/batches/b/results"],
  ["/proxy", "/v1/files", "/proxy/v1/files"],
  ["/proxy", "/anthropic_passthrough/v1/files", "/v1/files"],
])("of Anthropic's at base %s, %s leaves as %s, with its client's headers for it", async (base, path, expected) => {
  const { upstream } = await openRig([fine]);
  const about = { dialect: "anthropic", passthrough: ["* /v1/files", "* /v1/messages/batches/*"] };
  const headers = { "anthropic-beta": "files-api-2025-04-14", "x-api-key": "client" };
  const { send } = await open({ path, headers, dialect: "anthropic" }, { ...about, baseUrl: upstream.origin + base }, []);
  listen(await send());
  expect(upstream.requests).toMatchObject([
    {
      path: expected,
      headers: { "anthropic-beta": headers["anthropic-beta"], "anthropic-version": "2023-06-01", "x-api-key": secret },
    },
  ]);
});

const address = '{"results_url":"https://api.anthropic.com/v1/messages/batches/b/results"}';
const here = '{"results_url":"/v1/messages/batches/b/results"}';
test.each([
  [200, { "content-type": "application/json" }, here],
  [200, { "content-type": "application/json; charset=utf-8" }, here],
  [200, { "content-type": "application/jsonl" }, address],
  [200, { "content-type": "application/x-jsonl" }, address],
  [200, { "content-type": "application/json", "content-encoding": "br" }, address],
  [404, { "content-type": "application/json" }, address],
])("a batch of Anthropic's answered %i as %j: %s", async (status, headers, expected) => {
  const step: UpstreamStep = (_request, _body, response) => void response.writeHead(status, headers).end(address);
  const init = { path: "/v1/messages/batches/b", dialect: "anthropic" };
  const { send } = await open(init, { dialect: "anthropic", passthrough: ["GET /v1/messages/batches/*"] }, [step]);
  const reply = await send();
  const heard = listen(reply);
  await heard.outcome;
  expect([reply.status, reply.headers["content-type"], heard.text()]).toEqual([status, headers["content-type"], expected]);
});

test("a list of them that is larger than any answer may be is a failure", async () => {
  const step: UpstreamStep = { body: { data: "x".repeat(2000) } };
  const init = { path: "/v1/messages/batches", dialect: "anthropic" };
  const options = { dialect: "anthropic", passthrough: ["GET /v1/messages/batches"], answerBytes: 1000 };
  const { send } = await open(init, options, [step]);
  expect((await send()).error).toMatchObject({ status: 502, scope: "target" });
});

test.each([
  ["GET", "/v1/responses/resp_1"],
  ["DELETE", "/v1/responses/resp_1"],
  ["POST", "/v1/responses/resp_1/cancel"],
  ["GET", "/v1/responses/resp_1/input_items"],
])("%s %s needs no rule where responses are made", async (method, path) => {
  for (const operations of [undefined, ["chat", "responses"]]) {
    const { rig, send } = await open({ method, path }, { operations });
    const reply = await send();
    listen(reply);
    expect([reply.status, rig.upstream.requests.map((asked) => `${asked.method} ${asked.path}`)]).toEqual([
      200,
      [`${method} ${path}`],
    ]);
  }
});

test.each<readonly [string, string, readonly string[] | undefined]>([
  ["GET", "/v1/responses/resp_1", ["chat"]],
  ["POST", "/v1/responses/resp_1/cancel", ["chat"]],
  ["GET", "/v1/files", undefined],
  ["POST", "/v1/files", undefined],
  ["POST", "/v1/batches", undefined],
  ["GET", "/v1/conversations/c_1", undefined],
])("%s %s needs one where %j are served, and is told which", async (method, path, operations) => {
  const { rig, send } = await open({ method, path }, { operations });
  const { error, call } = await send();
  expect([call, rig.upstream.requests]).toEqual([undefined, []]);
  expect(error).toMatchObject({ status: 404, code: "passthrough_not_allowed", scope: "request" });
  expect(error!.message).toContain(`to allow it, list "${method} ${path}" in providers.acme.passthrough`);
  const allowed = await open({ method, path }, { operations, passthrough: [`${method} ${path}`] });
  expect((await allowed.send()).status).toBe(200);
});

test("the call's own key is the one that is asked with, were it not the first", async () => {
  const keys = [
    { name: "k0", value: "sk-first-0123456789" },
    { name: "k1", value: secret },
  ];
  const { rig, send } = await open({ path: "/v1/responses/resp_1" }, { keys });
  listen(await send({ credential: rig.places.get("acme")!.credentials[1]! }));
  expect(rig.upstream.requests[0]!.headers["authorization"]).toBe(`Bearer ${secret}`);
});

/** Pushes a chunk a turn, unless it is paused; counts what was asked of it. */
function source(chunks: readonly Buffer[], counted = { pushed: 0, cancelled: 0 }, fails = false): ByteSource {
  let paused = false;
  let at = 0;
  let to: Sink | undefined;
  const push = (): void => {
    if (paused || !to) return;
    if (at === chunks.length) {
      const sink = to;
      to = undefined;
      return fails ? sink.fail(refuse({ code: "internal_error", status: 500, message: "gone", by: "gateway" })) : sink.end();
    }
    counted.pushed++;
    to.write(chunks[at++]!);
    setImmediate(push);
  };
  return {
    start(sink) {
      to = sink;
      push();
    },
    pause: () => void (paused = true),
    resume() {
      paused = false;
      setImmediate(push);
    },
    cancel() {
      to = undefined;
      counted.cancelled++;
    },
  };
}

const type = "multipart/form-data; boundary=b";
const chunks = Array.from({ length: 40 }, () => Buffer.from(randomBytes(30_000).toString("hex")));
const size = 40 * 60_000;

test("a form is read as the socket takes it, anew for each attempt, and sent as it was", async () => {
  const counted = { pushed: 0, cancelled: 0 };
  const refused: UpstreamStep = { status: 401, body: "" };
  const body = { size, open: () => source(chunks, counted) };
  const init = { method: "POST", path: "/v1/files", headers: { "content-type": type }, body };
  const { rig, send } = await open(init, { passthrough: ["POST /v1/files"] }, [refused, fine]);
  expect((await send()).error).toMatchObject({ status: 401, scope: "key" });
  const reply = await send();
  listen(reply);
  expect([reply.status, counted]).toEqual([200, { pushed: 80, cancelled: 2 }]);
  for (const asked of rig.upstream.requests) {
    expect([asked.headers["content-type"], asked.headers["content-length"], asked.headers["transfer-encoding"]]).toEqual([
      type,
      String(size),
      undefined,
    ]);
    expect(asked.body === Buffer.concat(chunks).toString()).toBe(true);
  }
});

test("a provider that does not read holds the reading up, and one that hangs up ends it", async () => {
  const counted = { pushed: 0, cancelled: 0 };
  const many = Array.from({ length: 400 }, () => Buffer.alloc(60_000, "x"));
  const body = { size: 400 * 60_000, open: () => source(many, counted) };
  const init = { method: "POST", path: "/v1/files", headers: { "content-type": type }, body };
  let hangUp = (): void => {};
  const deaf = createServer((request) => (hangUp = () => void request.socket.destroy()));
  await new Promise<void>((resolve) => deaf.listen(0, "127.0.0.1", resolve));
  const { port } = deaf.address() as { port: number };
  const options = { baseUrl: `http://127.0.0.1:${port}/v1`, passthrough: ["POST /v1/files"] };
  const { send } = await open(init, options, []);
  const answered = send();
  await until(() => counted.pushed > 0, "nothing was read");
  let before = -1;
  await until(() => {
    const same = before === counted.pushed;
    before = counted.pushed;
    return same && counted.pushed > 5;
  }, "it never stopped reading");
  expect(counted.pushed).toBeLessThan(400);
  hangUp();
  expect((await answered).error).toMatchObject({ status: 502, scope: "request" });
  await until(() => counted.cancelled === 1, "its reader was left open");
  deaf.close();
});

test("a form that cannot be read again is a failure, and no half of it counts as sent", async () => {
  const body = { size, open: () => source(chunks.slice(0, 3), undefined, true) };
  const init = { method: "POST", path: "/v1/files", headers: { "content-type": type }, body };
  const { rig, send } = await open(init, { passthrough: ["POST /v1/files"] }, []);
  expect((await send()).error).toMatchObject({ status: 502 });
  expect(rig.upstream.requests).toEqual([]);
});
