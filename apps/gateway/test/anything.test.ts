/** Whatever a provider does and whenever its client leaves: every bracket closes once, no timer and no request is left. */
import { parseConfig } from "@headgate/config";
import { definePlugin, type Outcome } from "@headgate/core";
import { createHost } from "@headgate/testkit";
import { type Fault, startSimulator } from "@headgate/simulator";
import { array, assert, asyncProperty, constantFrom, integer, record } from "fast-check";
import { createGateway } from "headgate";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { z } from "zod";

const faults: readonly Fault[] = [
  {},
  { hang: true },
  { status: 429 },
  { status: 503, emptyBody: true },
  { status: 200, body: "<html>", contentType: "text/html" },
  { status: 302, headers: { location: "/" } },
  { emptyBody: true },
  { stallAfter: 0 },
  { stallAfter: 1 },
  { stallAfter: 3 },
  { cutAfter: 0 },
  { cutAfter: 1 },
  { cutAfter: 3 },
  { resetAfter: 0 },
  { resetAfter: 1 },
  { resetAfter: 3 },
  { malformedAfter: 0 },
  { malformedAfter: 2 },
  { errorFirst: true },
  { errorAfter: 2 },
  { noDone: true },
  { comments: 3 },
  { events: 300 },
  { events: 3000, cutAfter: 2900 },
];

const visit = record({
  fault: constantFrom(...faults),
  operation: constantFrom("chat", "responses", "embeddings"),
  stream: constantFrom(true, false),
  /** The client leaves after so many bytes of the answer; -1: as soon as it has asked, -2: never. */
  leaves: constantFrom(-2, -2, -1, 0, 1, 300, 20_000),
  turns: integer({ min: 0, max: 6 }),
});

test("settles everything", { timeout: 20_000 }, async () => {
  const simulator = await startSimulator();
  const host = createHost();
  const timeouts = { headersMs: 1000, firstEventMs: 1000, idleMs: 1000, totalMs: 10_000 };
  const acme = { baseUrl: `${simulator.url}/v1`, allowPrivateNetwork: true, timeouts, concurrency: 4 };
  const counts = { pre: 0, done: 0 };
  const outcomes: Outcome[] = [];
  const watch = definePlugin({
    api: 1,
    name: "watch",
    config: z.strictObject({}),
    setup: () => ({
      pre: () => void (counts.pre += 1),
      done(_x, outcome) {
        counts.done += 1;
        outcomes.push(outcome);
      },
    }),
  });
  const config = parseConfig({ providers: { acme }, streams: { holdMs: 300, bufferBytes: 4096 } }, {});
  const gateway = await createGateway({ ...host, config, plugins: [watch({})] });
  const server = createServer((req, res) => void gateway.handler(req, res));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await gateway.close(0);
    await simulator.close();
  });

  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const bodies = {
    chat: { messages: [{ role: "user", content: "Hello" }] },
    responses: { input: "x" },
    embeddings: { input: "x" },
  };
  const paths = { chat: "chat/completions", responses: "responses", embeddings: "embeddings" };
  type Visit = { fault: Fault; operation: string; stream: boolean; leaves: number; turns: number };
  const pay = async ({ fault, operation, stream, leaves, turns }: Visit): Promise<void> => {
    const kind = operation as keyof typeof paths;
    const headers = { "content-type": "application/json" };
    const sent = request({ host: "127.0.0.1", port, path: `/v1/${paths[kind]}`, method: "POST", headers, agent: false });
    const client = { gone: false };
    sent.once("close", () => (client.gone = true));
    let read = 0;
    sent.on("error", () => {});
    sent.on("response", (response) => {
      response.on("error", () => {});
      response.on("data", (chunk: Buffer) => {
        read += chunk.length;
        if (leaves >= 0 && read >= leaves) sent.destroy();
      });
    });
    simulator.script([fault]);
    const model = kind === "embeddings" ? "text-embedding-3-small" : "gpt-4o";
    sent.end(JSON.stringify({ ...bodies[kind], model: `acme/${model}`, ...(stream && kind !== "embeddings" ? { stream } : {}) }));
    for (let i = 0; i < turns; i++) await turn();
    if (leaves === -1) sent.destroy();
    // The hand moves the time on whenever nothing else happens.
    const last = performance.now() + 3000;
    for (let i = 0; !client.gone; i++) {
      await turn();
      if (i > 20) await host.clock.advance(100);
      if (performance.now() > last)
        throw new Error(`it never ended: ${JSON.stringify({ fault, operation, stream, leaves, turns })}`);
    }
  };
  await assert(
    asyncProperty(array(visit, { minLength: 1, maxLength: 4 }), async (visits) => {
      outcomes.length = 0;
      await Promise.all(visits.map(pay));
      for (let i = 0; gateway.pipeline.inFlight > 0 && i < 2000; i++) await turn();
      await host.clock.advance(2000);
      expect({ inFlight: gateway.pipeline.inFlight, pending: host.clock.pending, same: counts.pre === counts.done }).toEqual({
        inFlight: 0,
        pending: 0,
        same: true,
      });
      for (const { ended, status, error } of outcomes) {
        if (ended === "complete" && (status >= 400 || error)) throw new Error(`a success that was none: ${status}`);
      }
    }),
    { numRuns: 120, interruptAfterTimeLimit: 6000 },
  );
  for (let i = 0; simulator.calls.some((call) => !call.ended && !call.aborted) && i < 500; i++) await turn();
  expect(simulator.calls.filter((call) => !call.ended && !call.aborted)).toEqual([]);
  expect(host.logged.filter(({ level }) => level === "error")).toEqual([]);
});
