/** A provider that can be up, down or worse, a clock by hand, and what the breaker made of it. */
import {
  type Call,
  type Exchange,
  type MaybePromise,
  type PluginUse,
  refuse,
  type Refusal,
  type RefusalInit,
  reply,
  type Reply,
} from "@headgate/core";
import circuitBreaker, { type CircuitBreakerOptions } from "@headgate/plugin-circuit-breaker";
import { createHost, exchangeOf, openPipeline, type OpenPipeline, type Ran, type TestHost } from "@headgate/testkit";

export type Answer = (call: Call) => MaybePromise<Reply>;

export const good: Answer = (call) => reply({ status: 200, call, body: '{"id":"1"}' });
export const down: Answer = failing(503);

/** A provider's own error. */
export function failing(status: number, init: Partial<RefusalInit> = {}): Answer {
  const error = refuse({ code: "provider_error", status, message: "no", by: "provider", scope: "target", ...init });
  return (call) => reply({ status, error, call, body: '{"error":{}}' });
}

/** Somebody inside the gateway said no before any provider was asked. */
export function refusing(init: Partial<RefusalInit>): Answer {
  const error = refuse({ code: "no", status: 503, message: "no", by: "somebody", scope: "target", ...init });
  return () => reply({ status: error.status, error });
}

/** A stream that begins well and breaks off after `afterMs`, for the reason in `init`. */
export function cutting(host: TestHost, afterMs = 0, init: Partial<RefusalInit> = {}): Answer {
  const why: Refusal = refuse({ code: "upstream_error", status: 502, message: "lost", by: "gateway", scope: "target", ...init });
  return (call) =>
    reply({
      status: 200,
      call,
      body: {
        start: (sink) => (sink.write(Buffer.from("data: 1\n\n")), void host.clock.after(afterMs, () => sink.fail(why))),
        pause() {},
        resume() {},
        cancel() {},
      },
    });
}

export interface Scene extends OpenPipeline {
  /** What the provider does from now on. */
  answer: Answer;
  /** Calls that reached the provider. */
  readonly calls: readonly Call[];
  /** `from > to` of each change of state, in order. */
  readonly changes: readonly string[];
  /** One request to openai/gpt-4o, which may take its time. */
  begin(x?: Exchange): Promise<Ran>;
  /** So many requests, each to its end, and how they ended. */
  ask(times?: number, model?: string): Promise<readonly Ran[]>;
}

/** A chat with openai/gpt-4o. */
export function chat(): Exchange {
  return exchangeOf({ json: { model: "openai/gpt-4o", messages: [] } });
}

export async function openScene(options: CircuitBreakerOptions = {}, inside: readonly PluginUse[] = []): Promise<Scene> {
  const host = createHost();
  const calls: Call[] = [];
  const send = (_x: unknown, call: Call): MaybePromise<Reply> => (calls.push(call), scene.answer(call));
  const open = await openPipeline([circuitBreaker(options), ...inside], { host, send });
  const scene: Scene = {
    ...open,
    calls,
    answer: good,
    get changes() {
      return host.logged
        .filter(({ message }) => message === "circuit breaker state change")
        .map(({ fields }) => `${(fields as { from: string }).from} > ${(fields as { to: string }).to}`);
    },
    begin: (x = chat()) => open.send(x),
    async ask(times = 1, model = "openai/gpt-4o") {
      const all: Ran[] = [];
      for (let n = 0; n < times; n++) {
        const sent = open.send({ json: { model, messages: [] } });
        await host.clock.advance(0);
        all.push(await sent);
      }
      return all;
    },
  };
  return scene;
}

/** A provider that answers when it is told to. */
export function holding(): { readonly answer: Answer; readonly waiting: ((then: Answer) => void)[] } {
  const waiting: ((then: Answer) => void)[] = [];
  return { waiting, answer: (call) => new Promise((resolve) => void waiting.push((then) => resolve(then(call)))) };
}

export const openMs = 30_000;

/** Open, and its time is up. */
export async function openHalf(options: CircuitBreakerOptions = {}): Promise<Scene> {
  const scene = await openScene(options);
  scene.answer = down;
  await scene.ask(5);
  await scene.host.clock.advance(options.openMs ?? openMs);
  return scene;
}
