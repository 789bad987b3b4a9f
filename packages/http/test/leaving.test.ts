/** The client goes, at every moment at which it can: the work stops, every bracket closes once, and the next client is served. */
import { type Outcome, type Reply, refuse, refused, reply } from "@headgate/core";
import { once } from "node:events";
import { connect } from "node:net";
import { request } from "node:http";
import { describe, expect, test } from "vitest";
import { chat, type Edge, type EdgeOptions, fine, openEdge, plugin, until } from "./edge.ts";

const body = JSON.stringify(chat);

async function open(options: EdgeOptions) {
  const counts = { pre: 0, done: 0 };
  const outcomes: Outcome[] = [];
  const counting = plugin("counting", {
    pre: () => void (counts.pre += 1),
    done(_x, outcome) {
      counts.done += 1;
      outcomes.push(outcome);
    },
  });
  const edge = await openEdge({ ...options, plugins: [counting, ...(options.plugins ?? [])] });
  return { edge, counts, outcomes };
}

function ask(edge: Edge) {
  const sent = request({
    port: edge.port,
    path: "/v1/chat/completions",
    method: "POST",
    headers: { "content-type": "application/json" },
  });
  sent.on("error", () => {});
  sent.end(body);
  return sent;
}

async function serves(edge: Edge): Promise<void> {
  await until(() => edge.pipeline.inFlight === 0, "a request is still in flight");
  expect((await fetch(`${edge.url}/nowhere`)).status).toBe(404);
}

test("before its body has come: no exchange ever was", async () => {
  const { edge, counts } = await open({});
  const socket = connect(edge.port, "127.0.0.1");
  socket.write(
    `POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n{`,
  );
  await once(socket, "connect");
  socket.destroy();
  await serves(edge);
  expect(counts).toEqual({ pre: 0, done: 0 });
});

test("while requests wait behind another on the same connection: all of them are over", async () => {
  const count = 15;
  const warnings: string[] = [];
  const warn = ({ message }: Error): void => void warnings.push(message);
  process.on("warning", warn);
  const { edge, counts, outcomes } = await open({
    send: (x) => new Promise((resolve) => x["~onAbort"]((why) => resolve(refused(why)))),
  });
  const socket = connect(edge.port, "127.0.0.1");
  const head = "POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n";
  socket.write(`${head}content-length: ${body.length}\r\n\r\n${body}`.repeat(count));
  await until(() => edge.pipeline.inFlight === count, "not all have come");
  socket.destroy();
  await serves(edge);
  expect(counts).toEqual({ pre: count, done: count });
  expect(new Set(outcomes.map(({ ended }) => ended))).toEqual(new Set(["aborted"]));
  process.off("warning", warn);
  expect(warnings).toEqual([]);
});

describe("while a plugin thinks", () => {
  test.each([
    ["and answers", fine, "aborted"],
    ["and refuses", (): Reply => refused(refuse({ code: "no", status: 403, message: "" })), "aborted"],
    ["and crashes", (): Promise<Reply> => Promise.reject(new Error("x")), "failed"],
  ])("%s", async (_name, send, ended) => {
    let go = (): void => {};
    let left = false;
    const thinking = plugin("thinking", {
      pre: (x) => {
        x["~onAbort"](() => (left = true));
        return new Promise<void>((resolve) => (go = resolve));
      },
    });
    const { edge, counts, outcomes } = await open({ plugins: [thinking], send });
    const sent = ask(edge);
    await until(() => counts.pre === 1);
    sent.destroy();
    await until(() => left, "the exchange did not hear of it");
    go();
    await serves(edge);
    expect([counts, outcomes[0]?.ended]).toEqual([{ pre: 1, done: 1 }, ended]);
    expect(edge.lines()[0]).toMatchObject({ ended: "aborted" });
  });
});

test("while the upstream is asked: the signal of the exchange fires", async () => {
  const { edge, counts, outcomes } = await open({
    send: (x) => new Promise((resolve) => x.signal.addEventListener("abort", () => resolve(fine()))),
  });
  const sent = ask(edge);
  await until(() => counts.pre === 1);
  sent.destroy();
  await serves(edge);
  expect([counts, outcomes[0]?.ended]).toEqual([{ pre: 1, done: 1 }, "aborted"]);
});

test("in the middle of a stream: the source is cancelled, once", async () => {
  let cancelled = 0;
  const source = {
    start: (sink: { write(bytes: Uint8Array): void }) => sink.write(Buffer.from("data: 1\n\n")),
    pause() {},
    resume() {},
    cancel: () => void (cancelled += 1),
  };
  const { edge, counts, outcomes } = await open({ send: () => reply({ status: 200, body: source }) });
  const sent = ask(edge);
  const [response] = (await once(sent, "response")) as [NodeJS.ReadableStream];
  await once(response, "data");
  sent.destroy();
  await serves(edge);
  expect([counts, outcomes[0]?.ended, cancelled]).toEqual([{ pre: 1, done: 1 }, "aborted", 1]);
  expect(edge.lines()).toMatchObject([{ ended: "aborted", bytes: 9 }, { status: 404 }]);
});

test("right after the last byte: that was a success", async () => {
  const { edge, counts, outcomes } = await open({
    send: () =>
      reply({
        status: 200,
        body: {
          start(sink) {
            sink.write(Buffer.from("data: [DONE]\n\n"));
            sink.end();
          },
          pause() {},
          resume() {},
          cancel() {},
        },
      }),
  });
  const sent = ask(edge);
  const [response] = (await once(sent, "response")) as [NodeJS.ReadableStream];
  await once(response, "data");
  sent.destroy();
  await serves(edge);
  expect([counts, outcomes[0]?.ended]).toEqual([{ pre: 1, done: 1 }, "complete"]);
});

test("with its body refused as too large: the next request is served", async () => {
  const { edge, counts } = await open({ bodyLimitBytes: 10 });
  const socket = connect(edge.port, "127.0.0.1");
  socket.write(`POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\nff\r\n${"x".repeat(255)}\r\n`);
  const [answer] = (await once(socket, "data")) as [Buffer];
  expect(answer.toString()).toMatch(/^HTTP\/1\.1 413 /);
  socket.destroy();
  await serves(edge);
  expect(counts).toEqual({ pre: 0, done: 0 });
});

test("at shutdown a stream that goes on is cut at the end of the grace, and its client can tell", async () => {
  const source = {
    start: (sink: { write(bytes: Uint8Array): void }) => sink.write(Buffer.from("x")),
    pause() {},
    resume() {},
    cancel() {},
  };
  const { edge, outcomes } = await open({ send: () => reply({ status: 200, body: source }) });
  const sent = ask(edge);
  const [response] = (await once(sent, "response")) as [NodeJS.ReadableStream & { complete: boolean }];
  const torn = once(response.resume(), "error");
  const closed = edge.pipeline.close(1000);
  await edge.clock.advance(999);
  expect(edge.pipeline.inFlight).toBe(1);
  await edge.clock.advance(1);
  await closed;
  await torn;
  expect([response.complete, outcomes.length]).toEqual([false, 1]);
});
