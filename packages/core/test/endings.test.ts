import {
  type ByteSource,
  deliver,
  type Outcome,
  type PassHooks,
  refuse,
  reply,
  type Reply,
  type Send,
  type Sink,
} from "@headgate/core";
import { callOf, createHost, exchangeOf, leave, openPipeline, type TestHost } from "@headgate/testkit";
import { expect, test } from "vitest";
import { plugin } from "./tracing.ts";

const lost = refuse({ code: "upstream_lost", status: 502, message: "lost", by: "gateway" });
const bytes = new TextEncoder().encode("hello");
const streaming =
  (last: (sink: Sink) => void): Send =>
  (_x, call) =>
    reply({ status: 200, call, body: source((sink) => (sink.write(bytes), last(sink))) });
const whole: Send = (_x, call) => reply({ status: 200, call, body: "hello" });
const crash = (): never => {
  throw new Error("crash");
};
const read = (answer: Reply): void => void deliver(answer, { write() {}, end() {}, fail() {} });

interface Ending {
  readonly when: string;
  readonly send: Send;
  readonly expected: Partial<Outcome>;
  readonly outer?: PassHooks;
  readonly inside?: PassHooks;
  /** What the edge and the world do meanwhile. */
  readonly edge?: (answer: Reply) => void;
  readonly meanwhile?: (host: TestHost, leave: () => void) => Promise<void> | void;
}
const waiting: Send = ({ signal }) =>
  new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason as Error)));

const endings: readonly Ending[] = [
  { when: "the answer came whole", send: whole, expected: { status: 200, ended: "complete", bytes: 5 } },
  {
    when: "the stream came whole",
    send: streaming((sink) => sink.end()),
    expected: { status: 200, ended: "complete", bytes: 5 },
  },
  {
    when: "the stream was cut",
    send: streaming((sink) => sink.fail(lost)),
    expected: { status: 200, ended: "cut", bytes: 5, error: lost },
  },
  {
    when: "the client left midway",
    send: streaming(() => {}),
    edge: readAndLeave,
    expected: { status: 200, ended: "aborted", bytes: 5 },
  },
  { when: "the client left after the last byte", send: whole, edge: readAndLeave, expected: { ended: "complete" } },
  {
    when: "the client left while it waited",
    send: waiting,
    meanwhile: (_host, gone) => gone(),
    expected: { status: 0, ended: "failed" },
  },
  { when: "the edge dropped the reply", send: whole, edge: (it) => it.discard(), expected: { ended: "discarded", bytes: 0 } },
  {
    when: "the edge dropped it twice",
    send: whole,
    edge: (it) => (it.discard(), it.discard()),
    expected: { ended: "discarded" },
  },
  { when: "the transport broke", send: crash, expected: { status: 0, ended: "failed" } },
  {
    when: "a plugin inside answered",
    send: whole,
    inside: { pre: () => reply({ status: 204 }) },
    expected: { status: 204, ended: "complete" },
  },
  {
    when: "a plugin inside refused",
    send: whole,
    inside: { pre: () => lost },
    expected: { status: 502, ended: "failed", error: lost },
  },
  { when: "a plugin inside crashed", send: whole, inside: { pre: crash }, expected: { status: 0, ended: "failed" } },
  { when: "a wrap inside crashed", send: whole, inside: { around: () => crash }, expected: { status: 0, ended: "failed" } },
  { when: "a plugin outside crashed", send: whole, outer: { post: crash }, expected: { status: 200, ended: "discarded" } },
  { when: "a plugin outside refused", send: whole, outer: { post: () => lost }, expected: { status: 200, ended: "discarded" } },
  {
    when: "a plugin inside missed its deadline",
    send: whole,
    inside: { pre: () => new Promise(() => {}) },
    meanwhile: (host) => host.clock.advance(5000),
    expected: { status: 0, ended: "failed" },
  },
  {
    when: "the body threw instead of starting",
    send: () => reply({ status: 200, body: source(crash) }),
    expected: { ended: "cut" },
  },
];

test.each(endings)("done runs exactly once when $when", async ({ send, expected, outer, inside, edge = read, meanwhile }) => {
  const host = createHost();
  const seen: [number, Partial<Outcome>][] = [];
  let outbound = 0;
  const judge = plugin("judge", {
    pre() {},
    post: () => void outbound++,
    error: () => void outbound++,
    done: (_x, outcome) => void seen.push([outbound, outcome]),
  });
  const list = [plugin("outer", outer), judge, plugin("inside", inside)];
  const open = await openPipeline(list, { send, host });
  const x = exchangeOf();
  const answer = Promise.resolve(open.pipeline.send(x, callOf(x)));
  await meanwhile?.(host, () => leave(x));
  edge(await answer);
  expect(seen).toEqual([[1, expect.objectContaining(expected)]]);
  expect(open.pipeline.inFlight).toBe(0);
  await open.close();
});

function source(start: ByteSource["start"]): ByteSource {
  return { start, pause() {}, resume() {}, cancel() {} };
}

function readAndLeave(answer: Reply): void {
  deliver(answer, { write() {}, end() {}, fail() {} }).abort();
}
