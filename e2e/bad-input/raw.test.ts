/** Promise: bytes that are not valid HTTP are refused and the connection closed; nothing hidden behind them is answered. */
import { once } from "node:events";
import { connect } from "node:net";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { clientKey } from "../start/config.ts";
import { exchange, request } from "./raw.ts";
import { goodBody, headersLimitBytes, openScene, type Scene } from "./scene.ts";

let scene: Scene;
beforeAll(async () => {
  scene = await openScene();
});
afterEach(() => scene.goodRequest());
afterAll(() => scene?.close());

const key = `authorization: Bearer ${clientKey}`;
const chunked = `${goodBody.length.toString(16)}\r\n${goodBody}\r\n0\r\n\r\n`;

test.each([
  { what: "a bare LF in a header", bytes: request([key, "x-a: b\nx-evil: 1"], goodBody) },
  { what: "a bare CR in a header", bytes: request([key, "x-a: b\rx-evil: 1"], goodBody) },
  { what: "a NUL in a header", bytes: request([key, "x-a: b\0c"], goodBody) },
  { what: "a folded header", bytes: request([key, "x-a: b\r\n c"], goodBody) },
  { what: "a space before a colon", bytes: request([key, "x-a : b"], goodBody) },
  { what: "a space in a header's name", bytes: request([key, "x a: b"], goodBody) },
  { what: "two lengths", bytes: request([key, `content-length: ${goodBody.length}`, "content-length: 5"], goodBody) },
  {
    what: "the same length twice",
    bytes: request([key, ...Array<string>(2).fill(`content-length: ${goodBody.length}`)], goodBody),
  },
  { what: "a length and chunks", bytes: request([key, "content-length: 5", "transfer-encoding: chunked"], chunked) },
  { what: "chunks and a length", bytes: request([key, "transfer-encoding: chunked", "content-length: 5"], chunked) },
  { what: "an encoding that is not chunked", bytes: request([key, "transfer-encoding: xchunked"], chunked) },
  { what: "chunked before another encoding", bytes: request([key, "transfer-encoding: chunked, identity"], chunked) },
  { what: "a negative length", bytes: request([key, "content-length: -1"], goodBody) },
  { what: "a length that is no number", bytes: request([key, "content-length: 0x10"], goodBody) },
  { what: "a chunk size that is no number", bytes: request([key, "transfer-encoding: chunked"], "zz\r\nabc\r\n0\r\n\r\n") },
  { what: "a chunk longer than its size", bytes: request([key, "transfer-encoding: chunked"], `5\r\n${goodBody}\r\n0\r\n\r\n`) },
  { what: "an unknown method", bytes: request([key], goodBody, "STEAL /v1/chat/completions HTTP/1.1") },
  { what: "an unknown version", bytes: request([key], goodBody, "POST /v1/chat/completions HTTP/9.9") },
  { what: "a space in the path", bytes: request([key], goodBody, "POST /v1/chat completions HTTP/1.1") },
  { what: "no HTTP at all", bytes: "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\r\n\r\n" },
])("$what is a 4xx, and the connection is closed", async ({ bytes }) => {
  // What follows may pass for a request of its own: it must not be answered.
  const answer = await exchange(scene.gateway.url, bytes, request(["x-smuggled: 1"], "", "GET /health HTTP/1.1"));
  expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /);
  expect(answer.match(/HTTP\/1\.1 \d\d\d/g)).toHaveLength(1);
  expect(JSON.parse(answer.slice(answer.indexOf("\r\n\r\n")))).toMatchObject({ error: { type: "invalid_request_error" } });
});

test("a request without a host is a 400, and the connection is closed", async () => {
  const answer = await exchange(scene.gateway.url, request([key], goodBody).replace("host: gateway\r\n", ""));
  expect(answer).toMatch(/^HTTP\/1\.1 400 /);
});

test.each([
  { what: "larger than any server takes", size: 70_000 },
  { what: "larger than the configured limit", size: headersLimitBytes + 100 },
])("headers $what are a 431", async ({ size }) => {
  const answer = await exchange(scene.gateway.url, request([key, `x-a: ${"a".repeat(size)}`, "connection: close"], goodBody));
  expect(answer).toMatch(/^HTTP\/1\.1 431 /);
});

test("headers below the configured limit are taken", async () => {
  const bytes = request([key, `x-a: ${"a".repeat(headersLimitBytes - 1000)}`, "connection: close"], goodBody);
  expect(await exchange(scene.gateway.url, bytes)).toMatch(/^HTTP\/1\.1 200 /);
});

test("a thousand small headers are refused or taken, never a crash", async () => {
  const many = Array.from({ length: 1000 }, (_, i) => `x-${i}: 1`);
  expect(await exchange(scene.gateway.url, request([key, ...many, "connection: close"], goodBody))).toMatch(
    /^HTTP\/1\.1 (?:200|4\d\d) /,
  );
});

test("requests written in one go are answered one by one, in order", async () => {
  const bytes = request([key], goodBody) + request([key], "{}") + request(["connection: close"], "", "GET /health HTTP/1.1");
  const answer = await exchange(scene.gateway.url, bytes);
  expect(answer.match(/HTTP\/1\.1 \d\d\d/g)).toEqual(["HTTP/1.1 200", "HTTP/1.1 400", "HTTP/1.1 200"]);
});

test("a refused body leaves the connection in step for the next request", async () => {
  const large = "x".repeat(200_000);
  const answer = await exchange(scene.gateway.url, request([key], large), request([key, "connection: close"], goodBody));
  expect(answer.match(/HTTP\/1\.1 \d\d\d/g)).toEqual(["HTTP/1.1 413", "HTTP/1.1 200"]);
});

test.each(["end", "resetAndDestroy"] as const)("a client that stops midway through its body (%s) asks nobody", async (how) => {
  const { hostname, port } = new URL(scene.gateway.url);
  const sockets = await Promise.all(
    Array.from({ length: 50 }, async () => {
      const socket = connect(Number(port), hostname).on("error", () => {});
      await once(socket, "connect");
      socket.write(request([key, `content-length: ${goodBody.length}`], goodBody.slice(0, 20)));
      return socket;
    }),
  );
  await Promise.all(
    sockets.map((socket) => {
      const closed = once(socket.resume(), "close");
      socket[how]();
      return closed;
    }),
  );
  expect(scene.provider.misled).toEqual([]);
});
