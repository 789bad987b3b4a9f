/** Three providers with two keys each, requests of sessions, and who was asked for them. */
import {
  type Call,
  type Exchange,
  type MaybePromise,
  type PluginUse,
  refuse,
  type Reply,
  reply,
  type Target,
} from "@headgate/core";
import sessionSticky, { type SessionStickyOptions } from "@headgate/plugin-session-sticky";
import {
  createHost,
  exchangeOf,
  type HostOverrides,
  openPipeline,
  providersOf,
  type Ran,
  type TestHost,
  type TestRequest,
} from "@headgate/testkit";
import { Prefer, type Preference, Principal, Targets } from "@headgate/words";

export const small: Target = { provider: "openai", model: "small" };
export const haiku: Target = { provider: "anthropic", model: "haiku" };
export const llama: Target = { provider: "groq", model: "llama" };

export function createScene(overrides: HostOverrides = {}): TestHost {
  const credentials = ["key-1", "key-2"];
  const providers = ["openai", "anthropic", "groq"].map((name) => ({ name, dialect: "openai", credentials }));
  return createHost({ providers: providersOf(providers, { fast: [small, haiku, llama] }), ...overrides });
}

export interface Turn {
  readonly session?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: object;
  readonly request?: TestRequest;
  /** Whose key it is; absent: nobody has said. */
  readonly caller?: string;
  readonly targets?: readonly Target[];
  readonly call?: Partial<Call>;
}

export interface Answered {
  readonly ran: Ran;
  /** `provider/model` of each call, in order. */
  readonly asked: readonly string[];
  readonly calls: readonly Call[];
  readonly prefer: Preference | undefined;
}

export interface Sessions {
  readonly host: TestHost;
  ask(turn?: Turn): Promise<Answered>;
  /** What is asked from now on. */
  answer(how: (call: Call, x: Exchange) => MaybePromise<Reply>): void;
}

export async function openSessions(
  given: { options?: SessionStickyOptions; host?: TestHost; inside?: readonly PluginUse[] } = {},
): Promise<Sessions> {
  const { options = {}, host = createScene(), inside = [] } = given;
  let calls: Call[] = [];
  let answer: Parameters<Sessions["answer"]>[0] = (call) => served(host, call);
  const send = (x: Exchange, call: Call): MaybePromise<Reply> => {
    calls.push(call);
    return answer(call, x);
  };
  const open = await openPipeline([sessionSticky(options), ...inside], { host, send });
  return {
    host,
    answer: (how) => void (answer = how),
    async ask({ session, headers = {}, json = {}, request = {}, caller, targets, call = small } = {}) {
      const named = { ...(session !== undefined && { "x-bf-session-id": session }), ...headers };
      const x = exchangeOf({ json: { model: "fast", messages: [], ...json }, headers: named, ...request });
      if (caller !== undefined) x.set(Principal, { id: caller, name: caller, kind: "key", admin: false });
      if (targets) x.set(Targets, targets);
      calls = [];
      const ran = await open.send(x, call);
      return { ran, calls, asked: calls.map(({ provider, model }) => `${provider}/${model}`), prefer: x.get(Prefer) };
    },
  };
}

/** A good answer, with the provider's first key unless another is named. */
export function served(host: TestHost, call: Call, key = "key-1"): Reply {
  const credential = host.providers.get(call.provider)?.credentials.find(({ name }) => name === key);
  return reply({ status: 200, body: "{}", call: { ...call, credential } });
}

export function failing(call: Call, status = 503): Reply {
  const error = refuse({ code: "provider_error", status, message: "no", by: "provider", scope: "target" });
  return reply({ status, error, body: "{}", call });
}
