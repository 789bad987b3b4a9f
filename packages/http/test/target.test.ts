/** What a client writes behind its method: one path, however it was asked for. */
import { type Exchange, reply } from "@headgate/core";
import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { text } from "node:stream/consumers";
import { describe, expect, test } from "vitest";
import { chat, type Edge, fine, openEdge, plugin } from "./edge.ts";

/** Its plugin tells which path and query it was asked for. */
async function openTelling(): Promise<{ edge: Edge; seen: readonly Exchange[] }> {
  const seen: Exchange[] = [];
  const tell = ({ path, query }: Exchange) => reply({ status: 200, body: `${path} ${query}` });
  const stream = () =>
    reply({
      status: 200,
      body: {
        start: (sink) => (sink.write(Buffer.from("x")), sink.write(Buffer.from("y")), sink.end()),
        pause() {},
        resume() {},
        cancel() {},
      },
    });
  const own = plugin("own", {
    routes: [
      { method: "GET", path: "/things", access: "public", handle: tell },
      { method: "GET", path: "/things/:id", access: "public", handle: tell },
      { method: "GET", path: "/stream", access: "public", handle: stream },
    ],
  });
  const send = (x: Exchange) => (seen.push(x), fine());
  return { edge: await openEdge({ plugins: [own], send }), seen };
}

/** As it is written here: `fetch` would tidy it up. */
async function ask(
  { port }: Edge,
  method: string,
  target: string,
  body?: object,
): Promise<{ answer: IncomingMessage; body: string }> {
  const asking = request({ port, method, path: target, headers: { "content-type": "application/json" } });
  asking.end(body && JSON.stringify(body));
  const [answer] = (await once(asking, "response")) as [IncomingMessage];
  return { answer, body: await text(answer) };
}

describe("a query is nobody's business but its reader's", () => {
  test.each(["a=%", "a=%zz", "a=%FF", "a=100%&b=1"])("%s", async (query) => {
    const { edge, seen } = await openTelling();
    expect((await ask(edge, "GET", `/things?${query}`)).body).toBe(`/things ${query}`);
    expect((await ask(edge, "POST", `/v1/chat/completions?${query}`, chat)).answer.statusCode).toBe(200);
    expect(seen.map((x) => x.query)).toEqual([query]);
  });
});

describe("a whole address is its path, as RFC 9112 wants it", () => {
  test.each([
    ["http://gateway.test/things", "/things "],
    ["HTTPS://gateway.test:8080/things?a=1", "/things a=1"],
    ["http://gateway.test/things/a%2Fb", "/things/a%2Fb "],
    ["http://user@gateway.test/things/7?a=http://b/c", "/things/7 a=http://b/c"],
  ])("%s", async (target, told) => {
    const { edge } = await openTelling();
    expect((await ask(edge, "GET", target)).body).toBe(told);
  });

  test.each(["http://gateway.test", "http://gateway.test?/things", "http://gateway.test/%zz", "*"])(
    "%s is nowhere",
    async (target) => {
      const { edge } = await openTelling();
      const { answer, body } = await ask(edge, "OPTIONS", target);
      expect([answer.statusCode, JSON.parse(body)]).toMatchObject([404, { error: { code: "endpoint_not_found" } }]);
    },
  );
});

describe("HEAD", () => {
  test.each(["/things", "/things/7", "/stream"])("of %s is what GET would say of itself, without its words", async (path) => {
    const { edge } = await openTelling();
    const [asked, got] = [await ask(edge, "HEAD", path), await ask(edge, "GET", path)];
    expect([asked.answer.statusCode, asked.body]).toEqual([200, ""]);
    expect(asked.answer.headers["content-length"]).toBe(got.answer.headers["content-length"]);
  });

  test.each([
    ["/v1/chat/completions", 405],
    ["/v1/files/file-1", 405],
    ["/nowhere", 404],
  ])("of %s is %i, for a provider is asked in the client's own words only", async (path, status) => {
    const { edge, seen } = await openTelling();
    expect([(await ask(edge, "HEAD", path)).answer.statusCode, seen.length]).toEqual([status, 0]);
  });
});
