/** Every ending a pass can have, each of which must settle it: one of `post` and `error`, then one `done`. */
import {
  type ByteSource,
  definePlugin,
  type Hooks,
  type PluginUse,
  refuse,
  refused,
  reply,
  type Reply,
  type Send,
} from "@headgate/core";
import type { ZodType } from "zod";
import { leave } from "../collect.ts";
import { eventually, type Neighbours, read, startTrial, type Subject } from "./trial.ts";

interface Ending extends Neighbours {
  readonly name: string;
  readonly send: Send;
  /** What the edge does with the reply; reads it to the end when absent. */
  readonly edge?: (reply: Reply) => void;
}

const whole: Send = (_x, call) =>
  reply({ status: 200, call, headers: { "content-type": "application/json" }, body: '{"id":"1"}' });
const stream =
  (last: (sink: Parameters<ByteSource["start"]>[0]) => void): Send =>
  (_x, call) => {
    const start: ByteSource["start"] = (sink) => {
      sink.write(new TextEncoder().encode('data: {"id":"1"}\n\n'));
      last(sink);
    };
    const body: ByteSource = { start, pause() {}, resume() {}, cancel() {} };
    return reply({ status: 200, call, headers: { "content-type": "text/event-stream" }, body });
  };
const lost = refuse({ code: "upstream_lost", status: 502, message: "the upstream was lost", by: "gateway", scope: "target" });
const busy = refuse({
  code: "rate_limited",
  status: 429,
  message: "slow down",
  by: "provider",
  scope: "target",
  retryAfterMs: 2000,
});
const crash = (): never => {
  throw new Error("a neighbour crashed");
};

const endings: readonly Ending[] = [
  { name: "a whole answer", send: whole },
  { name: "a whole stream", send: stream((sink) => sink.end()) },
  { name: "a refusal by the provider", send: (_x, call) => refused(busy, call) },
  { name: "a throw inside", send: () => Promise.reject(new Error("socket hang up")) },
  { name: "a stream cut midway", send: stream((sink) => sink.fail(lost)) },
  { name: "a client that leaves midway", send: stream(() => {}), edge: (reply) => read(reply)() },
  { name: "a reply that is dropped", send: whole, edge: (reply) => reply.discard() },
  { name: "an answer by a plugin inside", send: whole, inside: [neighbour({ pre: () => reply({ status: 200, body: "{}" }) })] },
  { name: "a crash of a plugin inside", send: whole, inside: [neighbour({ pre: crash })] },
  { name: "a crash of a plugin outside", send: whole, outer: [neighbour({ post: crash })] },
];

export function endingCases(subject: Subject): readonly { readonly name: string; run(): Promise<void> }[] {
  return endings.map(({ name, send, edge = read, ...neighbours }) => ({
    name: `settles each pass exactly once on ${name}`,
    async run() {
      const trial = await startTrial(subject, send, neighbours);
      const { x, reply } = trial.ask({ stream: name.includes("stream") || name.includes("midway") });
      const answer = await eventually(reply, trial.clock);
      edge(answer);
      leave(x);
      await trial.close();
      trial.assertCalm();
    },
  }));
}

function neighbour(hooks: Hooks): PluginUse {
  // Takes any options, without making this package depend on a schema library.
  const config = { safeParse: () => ({ success: true }), parse: () => ({}) } as unknown as ZodType;
  return definePlugin({ api: 1, name: "conform-neighbour", config, setup: () => hooks })({});
}
