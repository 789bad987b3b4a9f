/** A stream on its way to the client: written as it comes, slowed as the client is slow, and never ended as what it was not. */
import { type ByteSource, refuse, reply, type Send, type Sink } from "@headgate/core";
import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { describe, expect, test } from "vitest";
import { chat, openEdge, until } from "./edge.ts";

const why = refuse({ code: "timeout", status: 504, message: "fell silent", by: "gateway" });
const paths = { chat: "/v1/chat/completions", responses: "/v1/responses", embeddings: "/v1/embeddings" };

/** With the first bytes the head goes out. */
const first = ": open\n\n";

/** A source whose sink the test holds. */
class Hand implements ByteSource {
  sink: Sink | undefined;
  readonly calls: string[] = [];
  /** Which call throws. */
  faulty: "pause" | "resume" | undefined;
  start(sink: Sink): void {
    this.sink = sink;
    sink.write(Buffer.from(first));
  }
  pause(): void {
    this.called("pause");
  }
  resume(): void {
    this.called("resume");
  }
  called(name: "pause" | "resume"): void {
    this.calls.push(name);
    if (this.faulty === name) throw new Error(`it cannot ${name}`);
  }
  cancel(): void {
    this.calls.push("cancel");
  }
}

async function open(type = "text/event-stream", path = paths.chat) {
  const source = new Hand();
  const send: Send = () => reply({ status: 200, headers: { "content-type": type }, body: source });
  const edge = await openEdge({ send });
  const sent = request({ port: edge.port, path, method: "POST", headers: { "content-type": "application/json" } });
  sent.end(JSON.stringify({ ...chat, input: "x", stream: path !== paths.embeddings }));
  const [response] = (await once(sent, "response")) as [IncomingMessage];
  let text = "";
  let torn = false;
  response.setEncoding("utf8");
  response.on("error", () => (torn = true));
  const listen = (): void => void response.on("data", (chunk: string) => (text += chunk));
  const closed = new Promise<void>((resolve) => response.once("close", () => resolve()));
  return {
    edge,
    source,
    sink: source.sink!,
    sent,
    response,
    listen,
    closed,
    text: () => text.slice(first.length),
    torn: () => torn,
  };
}

test("the head and each write go out as they come", async () => {
  const { sink, response, listen, text, closed, edge } = await open();
  listen();
  expect([response.statusCode, response.headers["content-length"]]).toEqual([200, undefined]);
  expect(response.headers["x-request-id"]).toBeDefined();
  for (const part of ["data: 1\n\n", "data: 2\n\n"]) {
    sink.write(Buffer.from(part));
    await until(() => text().endsWith(part));
  }
  sink.end();
  await closed;
  expect([text(), response.complete]).toEqual(["data: 1\n\ndata: 2\n\n", true]);
  expect(edge.lines()[0]).toMatchObject({ ended: "complete", bytes: first.length + 18 });
});

describe("a stream that fails", () => {
  test("ends with the frame that it knows itself", async () => {
    const { sink, listen, text, closed, response, edge } = await open();
    listen();
    sink.write(Buffer.from("data: 1\n\n"));
    sink.fail(why, Buffer.from("data: own\n\n"));
    await closed;
    expect([text(), response.complete]).toEqual(["data: 1\n\ndata: own\n\n", true]);
    expect(edge.outcomes[0]).toMatchObject({ ended: "cut", error: why, status: 200 });
  });

  test.each([
    ["chat", /^data: {"error":{"message":"fell silent"/],
    ["responses", /^event: error\ndata: .*\n\nevent: response.failed\n/],
  ] as const)("of %s without a frame of its own ends with the dialect's", async (operation, frame) => {
    const { sink, listen, text, closed } = await open("text/event-stream", paths[operation]);
    listen();
    sink.fail(why);
    await closed;
    expect(text()).toMatch(frame);
    expect(text()).not.toContain("[DONE]");
  });

  test.each([
    ["audio, where events were possible", "audio/mpeg", paths.chat],
    ["JSON, where events were possible", "application/json", paths.chat],
    ["anything of an operation that has no events", "application/octet-stream", paths.embeddings],
  ])("as %s is torn", async (_name, type, path) => {
    const { sink, listen, closed, response, text, torn, edge } = await open(type, path);
    listen();
    sink.write(Buffer.from("bytes"));
    sink.fail(why);
    await closed;
    expect([text().replace("bytes", ""), response.complete, torn()]).toEqual(["", false, true]);
    expect(edge.outcomes[0]?.ended).toBe("cut");
  });
});

test("a client that does not read pauses the source, and resumes it when it does", async () => {
  const { source, sink, listen, text, closed } = await open();
  const chunk = Buffer.alloc(65_536, "x");
  let sent = 0;
  // The kernel may take some more after the first pause; then nobody does.
  for (let turns = 0; turns < 50; turns++) {
    if (source.calls.at(-1) !== "pause") {
      sink.write(chunk);
      sent += chunk.length;
      turns = 0;
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
  listen();
  await until(() => source.calls.at(-1) === "resume");
  expect(source.calls.slice(0, 2)).toEqual(["pause", "resume"]);
  sink.end();
  await closed;
  expect(text().length).toBe(sent);
});

test.each(["pause", "resume"] as const)(
  "a source whose %s throws loses its own answer only, and the log says why",
  async (name) => {
    const { source, sink, listen, closed, torn, edge } = await open();
    source.faulty = name;
    // Small pieces wait for the end of their turn: there nobody of the source's own is above the one who pauses it.
    while (!source.calls.includes("pause")) {
      sink.write(Buffer.alloc(8192, "x"));
      await new Promise((resolve) => setImmediate(resolve));
    }
    listen();
    await closed;
    expect([torn(), edge.errors()]).toEqual([true, [expect.objectContaining({ err: new Error(`it cannot ${name}`) })]]);
    expect([source.calls.at(-1), edge.outcomes[0]?.ended]).toEqual(["cancel", "aborted"]);
  },
);

test("a source that floods while it starts is paused as soon as it can be", async () => {
  const calls: string[] = [];
  const source: ByteSource = {
    start: (sink) => sink.write(Buffer.alloc(1_000_000)),
    pause: () => void calls.push("pause"),
    resume: () => void calls.push("resume"),
    cancel: () => void calls.push("cancel"),
  };
  const edge = await openEdge({ send: () => reply({ status: 200, body: source }) });
  const stop = new AbortController();
  const response = await fetch(edge.url + paths.chat, {
    method: "POST",
    body: JSON.stringify(chat),
    headers: { "content-type": "application/json" },
    signal: stop.signal,
  });
  expect([response.status, calls[0]]).toEqual([200, "pause"]);
  stop.abort();
  await until(() => calls.includes("cancel"));
  expect(edge.outcomes[0]?.ended).toBe("aborted");
});
