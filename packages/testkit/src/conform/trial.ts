/** One pipeline that contains the plugin under observation, and the means to send requests through it. */
import {
  type Call,
  createPipeline,
  deliver,
  type Exchange,
  type Pipeline,
  type PluginFactory,
  type PluginUse,
} from "@headgate/core";
import type { MaybePromise, Reply, Send } from "@headgate/core";
import { callOf, exchangeOf, type TestRequest } from "../exchange.ts";
import type { HandClock } from "../clock.ts";
import { createHost, type TestHost } from "../host.ts";
import { watch, type Watched } from "./watch.ts";

/** What the plugin needs around it to work. */
export interface ConformExtras {
  /** Listed before it: plugins that give the keys it needs. */
  readonly before?: readonly PluginUse[];
  /** Listed after it: plugins that offer the services it asks for. */
  readonly after?: readonly PluginUse[];
  readonly host?: () => TestHost;
  /** What a request must have to pass the plugin, such as an authorization header. */
  readonly request?: TestRequest;
}

export interface Subject {
  readonly plugin: PluginFactory;
  readonly options: unknown;
  readonly extras: ConformExtras;
}

export interface Trial {
  readonly pipeline: Pipeline;
  readonly clock: HandClock;
  readonly watched: Watched;
  ask(request?: TestRequest): Asked;
  /** Closes the pipeline and throws when a pass was left unsettled. */
  close(): Promise<void>;
  /** Throws when the plugin threw. */
  assertCalm(reply?: Reply): void;
}

export interface Asked {
  readonly x: Exchange;
  readonly call: Call;
  readonly reply: Promise<Reply>;
}

export async function startTrial({ plugin, options, extras }: Subject, send: Send, neighbours: Neighbours = {}): Promise<Trial> {
  const host = extras.host?.() ?? createHost();
  const watched = watch(plugin(options));
  const { outer = [], inside = [] } = neighbours;
  const uses = [...outer, ...(extras.before ?? []), watched.use, ...(extras.after ?? []), ...inside];
  const pipeline = await createPipeline(uses, { upstream: send, host });
  await pipeline.start();
  return {
    pipeline,
    clock: host.clock,
    watched,
    ask(request) {
      const x = exchangeOf({ ...extras.request, ...request });
      const call = callOf(x);
      return { x, call, reply: Promise.resolve(pipeline.send(x, call)) };
    },
    async close() {
      await eventually(pipeline.close(0), host.clock);
      await host.clock.advance(0);
      fail("a pass was left unsettled", watched.unsettled());
    },
    assertCalm(reply) {
      fail("a hook threw", watched.thrown);
      if (reply?.error?.code === "internal_error")
        fail(
          "the request crashed",
          host.logged.map(({ message, fields }) => `${message} ${String((fields as { err?: unknown }).err)}`),
        );
    },
  };
}

export interface Neighbours {
  readonly outer?: readonly PluginUse[];
  readonly inside?: readonly PluginUse[];
}

export function fail(what: string, found: readonly string[]): void {
  if (found.length > 0) throw new Error(`${what}:\n${found.map((it) => `  - ${it}`).join("\n")}`);
}

/** How much real time threads and disks, which set no timer, are given: before the clock moves, and before giving up. */
const headStartMs = 20;
const patienceMs = 10_000;

/** Moves the clock until the promise settles; throws after 15 minutes by the clock and 10 s of real time. */
export async function eventually<T>(pending: MaybePromise<T>, clock: HandClock): Promise<T> {
  const state = { settled: false };
  const note = (): void => void (state.settled = true);
  Promise.resolve(pending).then(note, note);
  const began = performance.now();
  for (let seconds = 0; !state.settled;) {
    const waitedMs = performance.now() - began;
    const moves = waitedMs > headStartMs && clock.pending > 0 && seconds < 900;
    if (!moves && waitedMs > patienceMs)
      throw new Error("nothing came within 15 minutes by the hand-moved clock and 10 s of real time");
    if (moves) seconds += 1;
    await clock.advance(moves ? 1000 : 0);
  }
  return pending;
}

/** Reads a reply to its end; returns a function that makes the client leave. */
export function read(reply: Reply): () => void {
  const delivery = deliver(reply, { write() {}, end() {}, fail() {} });
  return () => delivery.abort();
}
