/** Streams that break off, a plugin that resumes them, and everything that came of one request. */
import {
  type ByteSource,
  type Call,
  definePlugin,
  type Exchange,
  type MaybePromise,
  type Outcome,
  type Refusal,
} from "@headgate/core";
import { deliver, refuse, type Reply, type Send, type Sink, type Usage } from "@headgate/core";
import {
  createHost,
  exchangeOf,
  openPipeline,
  type Ran,
  scriptedSend,
  type ScriptedReply,
  type TestHost,
} from "@headgate/testkit";
import { z } from "zod";
import { createResume, type NextTarget } from "../src/resume.ts";

type Sent = Call["continues"];

export const lost = (message = "lost", scope: Refusal["scope"] = "target"): Refusal =>
  refuse({ code: "upstream_error", status: 502, message, by: "gateway", scope });

/** A body that is driven by hand, and what was asked of it. */
export class Body implements ByteSource {
  readonly asked: string[] = [];
  readonly known: Sent;
  sink: Sink | undefined;
  constructor(known?: string) {
    this.known = known === undefined ? undefined : { "~sent": known };
  }
  start(sink: Sink): void {
    this.sink = sink;
  }
  pause(): void {
    this.asked.push("pause");
  }
  resume(): void {
    this.asked.push("resume");
  }
  cancel(): void {
    this.asked.push("cancel");
  }
  sent(): Sent {
    return this.known;
  }
}

/** Says its words at once, then ends, or fails with a frame that names it. */
export class Told extends Body {
  readonly words: string;
  readonly why: Refusal | undefined;
  constructor(words: string, known?: string, why?: Refusal) {
    super(known);
    this.words = words;
    this.why = why;
  }
  override start(sink: Sink): void {
    sink.write(Buffer.from(this.words));
    if (this.why) sink.fail(this.why, Buffer.from(`frame of ${this.words}`));
    else sink.end();
  }
}

export const used = (output: number): Usage => ({ estimated: false, units: { output } });
export const broke = (words: string, output = 1, why = lost(words)): ScriptedReply => ({
  status: 200,
  body: new Told(words, words, why),
  usage: used(output),
});
export const whole = (words: string, output = 2): ScriptedReply => ({ status: 200, body: new Told(words), usage: used(output) });
export const failing: ScriptedReply = { status: 503, error: lost("no") };
export const onward: NextTarget = (_x, call) => ({ provider: "anthropic", model: `after ${call.model}` });

export interface Scene {
  readonly host: TestHost;
  readonly send: Send & { readonly calls: readonly Call[]; verify(): void };
  /** How each pass ended for those inside. */
  readonly passes: readonly Outcome[];
  run(x?: Exchange, call?: Partial<Call>): Promise<Ran>;
  answer(x?: Exchange): Promise<Reply>;
}

export async function scene(script: readonly ScriptedReply[], next: NextTarget = onward): Promise<Scene> {
  const [host, send, passes] = [createHost(), scriptedSend(script), [] as Outcome[]];
  const resume = createResume(host, next);
  const plugin = definePlugin({
    api: 1,
    name: "resuming",
    config: z.strictObject({}),
    setup: () => ({
      around: (inward) => (x, call) => {
        const out: MaybePromise<Reply> = inward(x, call);
        return out instanceof Promise ? out.then((first) => resume(inward, x, call, first)) : resume(inward, x, call, out);
      },
      inner: { done: (_x, outcome) => void passes.push(outcome) },
    }),
  });
  const open = await openPipeline([plugin({})], { host, send });
  const [json, target] = [
    { model: "openai/gpt-4o", messages: [], stream: true },
    { provider: "openai", model: "gpt-4o" },
  ];
  const fresh = (): Exchange => exchangeOf({ json });
  return {
    host,
    send,
    passes,
    run: (x = fresh(), call = target) => open.send(x, call),
    answer: async (x = fresh()) => open.pipeline.send(x, { ...target, body: x.body }),
  };
}

/** Takes a reply as the edge does. */
export function heardOf(from: Reply) {
  const heard = { text: "", ended: false, failed: undefined as Refusal | undefined, frame: "" };
  const delivery = deliver(from, {
    write: (bytes) => void (heard.text += Buffer.from(bytes).toString()),
    end: () => void (heard.ended = true),
    fail: (failed, frame) => void Object.assign(heard, { failed, frame: frame && Buffer.from(frame).toString() }),
  });
  return Object.assign(heard, { delivery });
}
