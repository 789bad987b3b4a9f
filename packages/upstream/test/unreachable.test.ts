/** A provider whose machine says nothing at all: no connection comes to be, and nobody refuses one. */
import { once } from "node:events";
import { connect } from "node:net";
import { Worker } from "node:worker_threads";
import { afterEach, expect, onTestFinished, test, vi } from "vitest";
import { openRig, until } from "./rig.ts";

afterEach(() => {
  vi.useRealTimers();
});

/** Listens, but never takes a connection: once its queue is full the kernel answers nobody. */
const deaf = `
  const { parentPort } = require("node:worker_threads");
  const server = require("node:net").createServer().listen({ port: 0, host: "127.0.0.1", backlog: 1 }, () => {
    parentPort.postMessage(server.address().port);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  });`;

async function openDeaf(): Promise<number> {
  const worker = new Worker(deaf, { eval: true });
  const [port] = (await once(worker, "message")) as [number];
  const queued = Array.from({ length: 8 }, () => connect(port, "127.0.0.1").on("error", () => {}));
  onTestFinished(async () => {
    for (const socket of queued) socket.destroy();
    await worker.terminate();
  });
  await once(queued[0]!, "connect");
  return port;
}

test("is a timeout, so that nobody asks it again who could ask another", async () => {
  const port = await openDeaf();
  const rig = await openRig([], { baseUrl: `http://127.0.0.1:${port}/v1` });
  // The wait for a connection is undici's own, ten seconds by its own timers.
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  let answered = false;
  const reply = rig.send().finally(() => (answered = true));
  await until(() => (vi.advanceTimersByTime(500), answered), "the wait for a connection never ended");
  const { error, call } = await reply;
  expect(error).toMatchObject({ code: "timeout", status: 504, by: "gateway", scope: "target" });
  expect(error!.message).toBe("inference failed: request timeout: acme gave no answer (UND_ERR_CONNECT_TIMEOUT)");
  expect([call?.model, rig.clock.pending]).toEqual(["m", 0]);
});
