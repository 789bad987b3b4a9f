/** One provider by script, a clock by hand, and everything that came of one request. */
import { type Call, type Exchange, type Outcome, type Refusal, refuse, type RefusalInit, type ReplyInit } from "@headgate/core";
import retry, { type RetryOptions } from "@headgate/plugin-retry";
import {
  createHost,
  exchangeOf,
  openPipeline,
  type Ran,
  type ScriptedReply,
  scriptedSend,
  type TestHost,
} from "@headgate/testkit";

export const good: ReplyInit = { status: 200, body: '{"id":"1"}' };

/** A provider's own error. */
export function failing(status: number, init: Partial<RefusalInit> = {}): ReplyInit {
  const code = init.code ?? "provider_error";
  const error = refuse({ code, status, message: "no", by: "provider", scope: "target", ...init });
  return { status, error, body: `{"error":{"code":"${code}"}}` };
}

/** What the upstream makes of a provider that says nothing. */
export const silence: ReplyInit = { ...failing(504, { code: "timeout", by: "gateway" }), body: null };

/** Somebody inside the gateway said no before any provider was asked. */
export function refusing(init: Partial<RefusalInit>): ReplyInit {
  const error: Refusal = refuse({ code: "no", status: 503, message: "no", by: "somebody", scope: "target", ...init });
  return { status: error.status, error, call: undefined };
}

export interface AskOptions {
  readonly options?: RetryOptions;
  readonly call?: Partial<Call>;
  readonly inference?: boolean;
  readonly host?: TestHost;
  /** Sets slots and the like. */
  readonly prepare?: (x: Exchange) => void;
  /** What happens at such a time after the start, ms, before anything that is due then. */
  readonly at?: readonly [ms: number, then: (x: Exchange) => void];
}

export interface Asked {
  readonly ran: Ran;
  readonly host: TestHost;
  readonly calls: readonly Call[];
  /** When each call was made, ms after the start. */
  readonly times: readonly number[];
  /** How each call's reply ended and when, ms after the start; those that threw have none. */
  readonly endings: readonly (readonly [Outcome["ended"], number])[];
  /** Timers that were set as the client had its answer. */
  readonly pending: number;
}

/** A chat with openai/gpt-4o. Throws when the script and the calls differ in number. */
export async function ask(script: readonly ScriptedReply[], given: AskOptions = {}): Promise<Asked> {
  const { options = {}, call, inference = true, host = createHost(), prepare, at } = given;
  const [times, endings]: [number[], [Outcome["ended"], number][]] = [[], []];
  const start = host.clock.now();
  const scripted = scriptedSend(script);
  const x = exchangeOf({ json: { model: "openai/gpt-4o", messages: [] }, inference });
  prepare?.(x);
  const send: typeof scripted = Object.assign(async (x: Exchange, call: Call) => {
    const n = times.push(host.clock.now() - start) - 1;
    const reply = await scripted(x, call);
    return reply.onClose(({ ended }) => (endings[n] = [ended, host.clock.now() - start]));
  }, scripted);
  const open = await openPipeline([retry(options)], { host, send });
  let pending = -1;
  const sent = open.send(x, call).then((ran) => ((pending = host.clock.pending), ran));
  await host.clock.advance(at?.[0] ?? 0);
  at?.[1](x);
  await host.clock.advance(3_600_000);
  const ran = await sent;
  await open.close();
  scripted.verify();
  return { ran, host, calls: scripted.calls, times, endings, pending };
}
