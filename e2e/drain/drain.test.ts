/** Promise: told to stop, the gateway lets what runs finish, ends the rest at the deadline, and leaves nothing open. */
import { startSimulator } from "@headgate/simulator";
import { once } from "node:events";
import { Agent, type ClientRequest, type IncomingMessage, request } from "node:http";
import { describe, expect, test } from "vitest";
import { localProvider } from "../start/config.ts";
import { startGateway } from "../start/gateway.ts";

const open = 50;

interface Stream {
  readonly text: string;
  readonly socketClosed: boolean;
}

/** Resolves once the first bytes are there, with the way to wait for the rest. */
async function openStream(url: string, agent: Agent): Promise<{ end: Promise<Stream> }> {
  const body = JSON.stringify({ model: "openai/gpt-4o", stream: true, messages: [{ role: "user", content: "Hello" }] });
  const sent: ClientRequest = request(`${url}/v1/chat/completions`, {
    method: "POST",
    agent,
    headers: { "content-type": "application/json" },
  });
  sent.end(body);
  const [answer] = (await once(sent, "response")) as [IncomingMessage];
  let text = "";
  answer.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
  const { socket } = answer;
  const end = (async () => {
    await once(answer, "close");
    if (!socket.destroyed) await once(socket, "close");
    return { text, socketClosed: socket.destroyed };
  })();
  await once(answer, "data");
  return { end };
}

async function drained(drainMs: number, fault: { readonly events: number; readonly paceMs: number }) {
  const simulator = await startSimulator({ faults: [{ stream: true, ...fault }] });
  const providers = { openai: localProvider(simulator) };
  const gateway = await startGateway({
    server: { drainMs },
    providers,
    plugins: [["@headgate/plugin-auth", { anonymous: true }]],
  });
  const agent = new Agent({ keepAlive: true, maxSockets: open });
  const streams = await Promise.all(Array.from({ length: open }, () => openStream(gateway.url, agent)));
  // Blocking load beside the streams, so that the signal does not find the process idle.
  const load = Array.from({ length: 20 }, () => fetch(`${gateway.url}/health`).catch(() => "refused"));
  const startedAt = performance.now();
  const exit = gateway.stop("SIGTERM");
  const ended = await Promise.all(streams.map(({ end }) => end));
  const code = await exit;
  const ms = performance.now() - startedAt;
  await Promise.all(load);
  const upstream = simulator.calls.map(({ ended, aborted }) => ended || aborted);
  await simulator.close();
  agent.destroy();
  return { ended, code, ms, upstream, logs: gateway.logs() };
}

describe("SIGTERM with 50 open streams", () => {
  test("every stream that ends before the deadline is whole, and the exit code is 0", async () => {
    const { ended, code, upstream, logs } = await drained(10_000, { events: 40, paceMs: 20 });
    expect(code).toBe(0);
    expect(ended).toHaveLength(open);
    expect(ended.filter(({ text }) => text.endsWith("data: [DONE]\n\n"))).toHaveLength(open);
    expect(ended.every(({ socketClosed }) => socketClosed)).toBe(true);
    expect(upstream.every(Boolean)).toBe(true);
    expect(
      logs.filter((line) => line["msg"] === "request" && line["ended"] === "complete" && line["operation"] === "chat"),
    ).toHaveLength(open);
  });

  test("a stream that runs on is ended at the deadline by an error frame, never by a terminator", async () => {
    const { ended, code, ms, upstream } = await drained(1000, { events: 100_000, paceMs: 20 });
    expect(code).toBe(0);
    expect(ms).toBeGreaterThan(900);
    expect(ms).toBeLessThan(5000);
    for (const { text, socketClosed } of ended) {
      expect(text).not.toContain("[DONE]");
      expect(text.trimEnd().split("\n").at(-1)).toContain('"code":"shutting_down"');
      expect(socketClosed).toBe(true);
    }
    expect(upstream.every(Boolean)).toBe(true);
  });
});

test("while it drains it says that it is not ready, sends new requests elsewhere, and what runs goes on to its deadline", async () => {
  const simulator = await startSimulator({ faults: [{ stream: true, events: 100_000, paceMs: 20 }] });
  const plugins: [[string, object]] = [["@headgate/plugin-auth", { anonymous: true }]];
  const gateway = await startGateway({ server: { drainMs: 4000 }, providers: { openai: localProvider(simulator) }, plugins });
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const { end } = await openStream(gateway.url, agent);
  const exit = gateway.stop("SIGTERM");
  await gateway.waitForLog((line) => line["msg"] === "draining");
  const asked = ["/health/ready", "/health/live", "/v1/models"].map(async (path) => (await fetch(gateway.url + path)).status);
  expect(await Promise.all(asked)).toEqual([503, 200, 503]);
  await end;
  expect(await exit).toBe(0);
  await simulator.close();
  agent.destroy();
});
