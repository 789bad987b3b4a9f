/** The innermost Send over a real socket, by a hand-moved clock: what every test here begins with. */
import { type Call, deliver, type Delivery, type Exchange, type Outcome, type Refusal, type Reply } from "@headgate/core";
import { anthropic, gemini, openai } from "@headgate/dialects";
import {
  callOf,
  createClock,
  exchangeOf,
  type HandClock,
  type ScriptedUpstream,
  startUpstream,
  type UpstreamStep,
} from "@headgate/testkit";
import { createProviders, createUpstream, type Places, type ProviderOptions } from "@headgate/upstream";
import { onTestFinished } from "vitest";

export const secret = "sk-acme-0123456789abcdefghij";
export const timeouts = { headersMs: 1000, firstEventMs: 2000, idleMs: 3000, totalMs: 10_000 };

export interface RigOptions extends Partial<ProviderOptions> {
  readonly holdMs?: number;
  readonly eventBytes?: number;
  readonly bufferBytes?: number;
  readonly resume?: boolean;
  readonly answerBytes?: number;
  readonly operation?: string;
}

export interface Rig {
  readonly clock: HandClock;
  /** How often the clock was read so far: the only outward sign that the head of an answer has been read. */
  readonly looks: () => number;
  readonly upstream: ScriptedUpstream;
  readonly places: Places;
  exchange(json?: object): Exchange;
  /** To the provider "acme", model "m". */
  send(x?: Exchange, call?: Partial<Call>): Promise<Reply>;
}

export async function openRig(script: readonly UpstreamStep[], options: RigOptions = {}): Promise<Rig> {
  const { holdMs = 5000, eventBytes = 65_536, bufferBytes = 32_768, resume = false, ...rest } = options;
  const { answerBytes = 1_000_000, operation, ...place } = rest;
  const upstream = await startUpstream(script);
  const clock = createClock();
  let looks = 0;
  const counting = {
    ...clock,
    now() {
      looks += 1;
      return clock.now();
    },
  };
  const dialects = [openai, anthropic, gemini];
  const places = createProviders({ providers: { acme: placeOf(upstream.origin, place) }, models: {}, dialects });
  const send = createUpstream({
    dialects,
    providers: places,
    clock: counting,
    streams: { holdMs, eventBytes, bufferBytes, resume },
    answerBytes,
  });
  onTestFinished(async () => {
    await places.close();
    await upstream.close();
  });
  const { dialect = "openai" } = place;
  const exchange = (json: object = chat): Exchange => exchangeOf({ json, dialect, ...(operation ? { operation } : {}) });
  return {
    clock,
    looks: () => looks,
    upstream,
    places,
    exchange,
    send: async (x = exchange(), call = {}) => send(x, callOf(x, call)),
  };
}

export function placeOf(origin: string, options: Partial<ProviderOptions> = {}): ProviderOptions {
  return {
    dialect: "openai",
    baseUrl: `${origin}/v1`,
    keys: [{ name: "k0", value: secret }],
    timeouts,
    concurrency: 8,
    allowPrivateNetwork: true,
    terminator: "done",
    streamUsage: true,
    byok: false,
    forwardRetryAfter: false,
    ...options,
  };
}

const messages = [{ role: "user", content: "Hello" }];
export const chat = { model: "acme/m", messages };
export const streamed = { model: "acme/m", messages, stream: true };

export interface Heard {
  readonly delivery: Delivery;
  readonly text: () => string;
  readonly writes: readonly Buffer[];
  failed: Refusal | undefined;
  frame: string | undefined;
  ended: boolean;
  readonly outcome: Promise<Outcome>;
}

/** Takes what comes, as the edge would. */
export function listen(reply: Reply): Heard {
  const writes: Buffer[] = [];
  const outcome = new Promise<Outcome>((resolve) => void reply.onClose(resolve));
  const heard = {
    writes,
    text: () => Buffer.concat(writes).toString(),
    failed: undefined,
    frame: undefined,
    ended: false,
    outcome,
  };
  const sink = {
    write: (bytes: Uint8Array) => void writes.push(Buffer.from(bytes)),
    end: () => void Object.assign(heard, { ended: true }),
    fail: (failed: Refusal, frame?: Uint8Array) =>
      void Object.assign(heard, { failed, frame: frame && Buffer.from(frame).toString() }),
  };
  return Object.assign(heard, { delivery: deliver(reply, sink) });
}

/** Turns of the event loop until it is so: sockets need some, clocks none. */
export async function until(so: () => boolean, what = "it never came to be"): Promise<void> {
  const last = performance.now() + 15_000;
  while (!so()) {
    if (performance.now() > last) throw new Error(what);
    await new Promise<void>((resolve) => void setImmediate(resolve));
  }
}
