/** All the way through, from a client's socket to a provider's: who leaves, who stalls, who fails, and what the other side sees of it. */
import { parseConfig } from "@headgate/config";
import { definePlugin, type Hooks, type PluginUse } from "@headgate/core";
import { createHost, startUpstream, type UpstreamStep } from "@headgate/testkit";
import { createGateway, systemClock } from "headgate";
import { once } from "node:events";
import { type ClientRequest, createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { z } from "zod";

const secret = "sk-provider-key-0123456789abcdef";
const hi = 'data: {"choices":[{"index":0,"delta":{"content":"Hi"},"finish_reason":null}]}\n\n';
const done = "data: [DONE]\n\n";

const plugin = (hooks: Hooks): PluginUse =>
  definePlugin({ api: 1, name: "own", config: z.strictObject({}), setup: () => hooks })({});

async function open(script: readonly UpstreamStep[], plugins: readonly PluginUse[] = []) {
  const upstream = await startUpstream(script);
  const acme = { baseUrl: `${upstream.origin}/v1`, allowPrivateNetwork: true, keys: [{ name: "k0", value: secret }] };
  const config = parseConfig({ providers: { acme }, streams: { bufferBytes: 65_536 } }, {});
  const host = createHost();
  const accesses: unknown[] = [];
  const access = (line: unknown): void => void accesses.push(line);
  const gateway = await createGateway({ ...host, clock: systemClock, config, plugins, access });
  const server = createServer((req, res) => void gateway.handler(req, res));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await upstream.close();
    await gateway.close(0);
  });
  const { port } = server.address() as AddressInfo;
  const ask = (stream: boolean): ClientRequest => {
    const headers = { "content-type": "application/json" };
    const sent = request({ port, path: "/v1/chat/completions", method: "POST", headers, agent: false });
    sent.on("error", () => {});
    sent.end(JSON.stringify({ model: "acme/m", stream, messages: [{ role: "user", content: "Hello" }] }));
    return sent;
  };
  const settled = (): Promise<void> => until(() => gateway.pipeline.inFlight === 0, "a request is still in flight");
  const line = (): unknown => accesses[0];
  return { upstream, gateway, ask, settled, line };
}

/** A provider whose answer the test holds. */
function held(): { step: UpstreamStep; asked: Promise<ServerResponse>; closed: Promise<unknown> } {
  let came: (response: ServerResponse) => void;
  const asked = new Promise<ServerResponse>((resolve) => (came = resolve));
  const closed = asked.then((response) => new Promise((resolve) => response.once("close", resolve)));
  return { step: (_request, _body, response) => came(response), asked, closed };
}

async function until(so: () => boolean, what: string): Promise<void> {
  const last = performance.now() + 3000;
  while (!so()) {
    if (performance.now() > last) throw new Error(what);
    await new Promise<void>((resolve) => void setImmediate(resolve));
  }
}

async function textOf(sent: ClientRequest): Promise<{ response: IncomingMessage; text: string }> {
  const [response] = (await once(sent, "response")) as [IncomingMessage];
  return { response, text: Buffer.concat(await response.toArray()).toString() };
}

describe("a client that leaves", () => {
  test.each([true, false])("before the headers frees the provider's socket (stream: %s)", async (stream) => {
    const provider = held();
    const { ask, settled, line } = await open([provider.step]);
    const sent = ask(stream);
    await provider.asked;
    sent.destroy();
    await provider.closed;
    await settled();
    expect(line()).toMatchObject({ ended: "aborted" });
  });

  test("midway frees it too, and what was used is known", async () => {
    const provider = held();
    const { ask, settled, line } = await open([provider.step]);
    const sent = ask(true);
    (await provider.asked).writeHead(200, { "content-type": "text/event-stream" }).write(hi);
    const [response] = (await once(sent, "response")) as [IncomingMessage];
    await once(response, "data");
    sent.destroy();
    await provider.closed;
    await settled();
    expect(line()).toMatchObject({ ended: "aborted", bytes: hi.length, usage: { output: 1 } });
  });

  test("right after the terminator was served", async () => {
    const { ask, settled, line } = await open([{ events: [hi, done] }]);
    const sent = ask(true);
    const [response] = (await once(sent, "response")) as [IncomingMessage];
    let text = "";
    response.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      if (text.endsWith(done)) sent.destroy();
    });
    await once(response, "close");
    await settled();
    expect(line()).toMatchObject({ ended: "complete" });
  });

  test("while a plugin thinks causes no call at all, and no error in the log", async () => {
    let think = (): void => {};
    let left = false;
    const slow = plugin({
      pre(x) {
        x["~onAbort"](() => (left = true));
        return new Promise<void>((resolve) => (think = resolve));
      },
    });
    const { ask, settled, line, upstream, gateway } = await open([], [slow]);
    const sent = ask(false);
    await until(() => gateway.pipeline.inFlight === 1, "it never came");
    sent.destroy();
    await until(() => left, "the exchange did not hear of it");
    think();
    await settled();
    upstream.verify();
    expect(line()).toMatchObject({ ended: "aborted", error: { code: "client_closed_request" } });
    expect(gateway.pipeline.describe().filter(({ degraded }) => degraded)).toEqual([]);
  });
});

test("a client that stalls holds the provider up, and gets every byte when it goes on", async () => {
  const provider = held();
  const { ask } = await open([provider.step]);
  const sent = ask(true);
  const response = (await provider.asked).writeHead(200, { "content-type": "text/event-stream" });
  response.write(hi);
  const [answer] = (await once(sent, "response")) as [IncomingMessage];
  const lines = hi.repeat(1000);
  let written = hi.length;
  for (let idle = 0; idle < 300; idle++) {
    if (!response.writableNeedDrain) {
      response.write(lines);
      written += lines.length;
      idle = 0;
    }
    await new Promise<void>((resolve) => void setImmediate(resolve));
  }
  const whole = answer.toArray();
  response.end(done);
  const text = Buffer.concat(await whole).toString();
  expect(text.length).toBe(written + done.length);
  expect(written).toBeLessThan(100_000_000);
});

describe("a provider that fails", () => {
  test("with a wait of an hour makes the client wait a minute", async () => {
    const body = { error: { message: "slow down", type: "requests", code: "rate_limit_exceeded" } };
    const { ask } = await open([{ status: 429, headers: { "retry-after": "3600" }, body }]);
    const { response, text } = await textOf(ask(false));
    expect([response.statusCode, response.headers["retry-after"], JSON.parse(text)]).toEqual([429, "60", body]);
  });

  test("for want of quota tells the client not to ask again", async () => {
    const body = { error: { message: "no money", type: "insufficient_quota", code: "insufficient_quota" } };
    const { ask } = await open([{ status: 429, body }]);
    const { response } = await textOf(ask(false));
    expect([response.statusCode, response.headers["x-should-retry"]]).toEqual([429, "false"]);
  });

  test.each([true, false])("for our key's sake says nothing of it (stream: %s)", async (stream) => {
    const { ask } = await open([{ status: 401, body: { error: { message: `Incorrect API key ${secret}` } } }]);
    const { response, text } = await textOf(ask(stream));
    expect([response.statusCode, JSON.parse(text)]).toMatchObject([502, { error: { code: "upstream_auth_error" } }]);
    expect(text).not.toContain(secret);
  });

  test("midway ends the client's stream with an error and no terminator", async () => {
    const { ask, line, settled } = await open([{ events: [hi], ending: "cut" }]);
    const { text } = await textOf(ask(true));
    await settled();
    expect(text).toMatch(/^data: {"choices".*\n\ndata: {"error":{"message":"inference failed: acme broke off its answer/s);
    expect(text).not.toContain("[DONE]");
    expect(line()).toMatchObject({ status: 200, ended: "cut" });
  });

  test("gives none of its own headers to the client", async () => {
    const headers = {
      "set-cookie": "a=1",
      "x-internal": "1",
      server: "acme",
      "access-control-allow-origin": "*",
      "keep-alive": "timeout=99",
    };
    const { ask } = await open([{ headers, body: {} }]);
    const { response } = await textOf(ask(false));
    for (const name of ["set-cookie", "x-internal", "server", "access-control-allow-origin"]) {
      expect(response.headers[name]).toBeUndefined();
    }
    expect(response.headers["keep-alive"]).not.toBe("timeout=99");
  });
});
