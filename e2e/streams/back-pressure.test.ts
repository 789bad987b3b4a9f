/** Readers that do not read slow their providers down, instead of filling the gateway's memory. */
import { once } from "node:events";
import { connect as connectTcp, type Socket } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { auth, clientKey, localProvider } from "../start/config.ts";
import { type RunningGateway, startGateway } from "../start/gateway.ts";
import { type EndlessProvider, startEndless } from "./endless.ts";

const readers = 8;
const megabyte = 1024 * 1024;
/** What two kernels' sockets and the gateway's own buffer may swallow for each reader. */
const mostBytes = readers * 12 * megabyte;

let provider: EndlessProvider;
let gateway: RunningGateway;
const sockets: Socket[] = [];
beforeAll(async () => {
  provider = await startEndless();
  // A stalled reader is no silent provider: the timers must not end these streams.
  const timeouts = { idleMs: 4000 };
  gateway = await startGateway({ providers: { endless: localProvider(provider, { timeouts }) }, plugins: [auth()] });
});
afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  await gateway?.stop();
  await provider?.close();
});

test("stalled readers of endless streams bound the gateway's memory, stop the provider, and go on when they read", async () => {
  const before = await gateway.residentBytes();
  for (let i = 0; i < readers; i++) sockets.push(await stalledReader());

  await provider.untilQuiet(6000, mostBytes);
  const stalled = provider.written;
  expect(stalled).toBeGreaterThan(readers * 64 * 1024);
  expect((await gateway.residentBytes()) - before).toBeLessThan(64 * megabyte);

  // None was taken for a silent provider, though all were silent for longer than that may be.
  expect(gateway.logs().filter(({ ended }) => ended !== undefined)).toEqual([]);

  const flowing = provider.untilWrite();
  sockets[0]!.resume();
  await flowing;
  expect(await bytesOf(sockets[0]!, 2 * stalled)).toBeGreaterThan(2 * stalled);

  for (const socket of sockets) socket.destroy();
  await provider.untilAllGone();
});

async function stalledReader(): Promise<Socket> {
  const { hostname, port } = new URL(gateway.url);
  const socket = connectTcp(Number(port), hostname);
  await once(socket, "connect");
  socket.pause();
  const body = JSON.stringify({ model: "endless/m", messages: [{ role: "user", content: "hi" }], stream: true });
  const head = `POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${clientKey}\r\ncontent-type: application/json\r\n`;
  socket.write(`${head}content-length: ${body.length}\r\n\r\n${body}`);
  return socket;
}

/** Reads on until more than so many bytes have come; returns their number. */
function bytesOf(socket: Socket, enough: number): Promise<number> {
  let size = 0;
  return new Promise((resolve, reject) => {
    socket.once("close", () => reject(new Error(`the stream ended after ${size} bytes`)));
    socket.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size > enough) resolve(size);
    });
  });
}
