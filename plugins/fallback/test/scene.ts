/** Three providers, a script for what they answer, and everything that came of one request. */
import { type MaybePromise, type Refusal, refuse, type Reply, type ReplyInit, type Send } from "@headgate/core";
import { type Call, type Exchange, type Outcome, type RefusalInit } from "@headgate/core";
import fallback, { type FallbackOptions } from "@headgate/plugin-fallback";
import {
  createHost,
  exchangeOf,
  openPipeline,
  providersOf,
  type Ran,
  type ScriptedReply,
  scriptedSend,
  type TestHost,
} from "@headgate/testkit";

export const good: ReplyInit = { status: 200, body: '{"id":"1"}' };

export const clientLeft: Refusal = refuse({ code: "client_closed_request", status: 499, message: "the client left" });

/** A provider's own error. */
export function failing(status: number, code = "provider_error", scope: Refusal["scope"] = "target"): ReplyInit {
  const error = refuse({ code, status, message: `${code} of the provider`, by: "provider", scope });
  return { status, error, body: `{"error":{"code":"${code}"}}` };
}

/** Somebody inside the gateway said no before any provider was asked. */
export function refusing(init: Partial<RefusalInit>): ReplyInit {
  const error = refuse({ code: "no", status: 503, message: "no", by: "somebody", ...init });
  return { status: error.status, error, call: undefined };
}

export function createScene(): TestHost {
  const providers = ["openai", "anthropic", "groq"].map((name) => ({ name, dialect: "openai", credentials: ["key-1"] }));
  const alias = [
    { provider: "openai", model: "small" },
    { provider: "anthropic", model: "haiku" },
    { provider: "groq", model: "llama" },
  ];
  return createHost({ providers: providersOf(providers, { fast: alias }) });
}

export interface AskOptions {
  readonly options?: FallbackOptions;
  readonly json?: object;
  readonly call?: Partial<Call>;
  readonly inference?: boolean;
  readonly operation?: string;
  readonly host?: TestHost;
  /** Sets slots and the like. */
  readonly prepare?: (x: Exchange) => void;
}

export interface Asked {
  readonly ran: Ran;
  readonly host: TestHost;
  readonly calls: readonly Call[];
  /** `provider/model` of each call, in order. */
  readonly asked: readonly string[];
  /** How each call's reply ended; those that threw have none. */
  readonly endings: readonly Outcome["ended"][];
}

/** A chat with openai/gpt-4o, which may fall back to two others. Throws when the script and the calls differ in number. */
export async function ask(script: readonly ScriptedReply[], given: AskOptions = {}): Promise<Asked> {
  const { options = {}, json = {}, call, inference = true, operation = "chat", host = createScene(), prepare } = given;
  const fallbacks = ["anthropic/claude", "groq/llama"];
  const send = scriptedSend(script);
  const endings: Outcome["ended"][] = [];
  const x = exchangeOf({ json: { model: "openai/gpt-4o", messages: [], fallbacks, ...json }, inference, operation });
  prepare?.(x);
  const open = await openPipeline([fallback(options)], { host, send: watched(send, endings) });
  const ran = await open.send(x, call);
  await open.close();
  send.verify();
  return { ran, host, calls: send.calls, asked: send.calls.map(({ provider, model }) => `${provider}/${model}`), endings };
}

function watched(send: Send, endings: Outcome["ended"][]): Send {
  const watch = (at: number, reply: Reply): Reply => reply.onClose(({ ended }) => (endings[at] = ended));
  let calls = 0;
  return (x, call): MaybePromise<Reply> => {
    const at = calls++;
    const reply = send(x, call);
    return reply instanceof Promise ? reply.then((it) => watch(at, it)) : watch(at, reply);
  };
}
