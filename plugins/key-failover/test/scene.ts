/** A provider with some keys, a script for what it answers to each of them, and everything that came of it. */
import { createHash } from "node:crypto";
import { type Call, type Credential, type Exchange, type MaybePromise, type Outcome, refuse } from "@headgate/core";
import { reply, type Reply, type ReplyInit, type Store } from "@headgate/core";
import keyFailover, { type KeyFailoverOptions } from "@headgate/plugin-key-failover";
import {
  createClock,
  createHost,
  createRandom,
  credentialOf,
  exchangeOf,
  openPipeline,
  type OpenPipeline,
  providersOf,
  type Ran,
  type ScriptedReply,
  type TestHost,
} from "@headgate/testkit";

export const origin = "https://api.openai.test";
export const good: ReplyInit = { status: 200, body: '{"id":"1"}' };

/** A provider's own error; the wait is in seconds. */
export function failing(status: number, { wait, code = `status_${status}` }: { wait?: number; code?: string } = {}): ReplyInit {
  const scope = [401, 402, 403, 429].includes(status) ? "key" : status >= 500 ? "target" : "request";
  const retryAfterMs = wait === undefined ? undefined : wait * 1000;
  const message = `the provider's own ${status}`;
  const error = refuse({ code, status, message, by: "provider", scope, retryAfterMs });
  return { status, error, body: JSON.stringify({ error: { message } }) };
}

/** The same, after all that were sent in the same turn have left. */
export function later(init: ReplyInit): ScriptedReply {
  return async (_x, call) => {
    await new Promise<void>((resolve) => void setImmediate(resolve));
    return reply({ call, ...init });
  };
}

/** The provider could not be reached, or did not answer in time. */
export function lost(status: 502 | 504): ReplyInit {
  const code = status === 502 ? "upstream_error" : "timeout";
  return { status, error: refuse({ code, status, message: "inference failed", by: "gateway", scope: "target" }) };
}

export function keyOf(name: string, more: Partial<Credential> = {}, secret = secretOf(name)): Credential {
  return { ...credentialOf(name, secret, [origin]), mask: `${name.slice(0, 2)}...${name.slice(-2)}`, ...more };
}

export function secretOf(name: string): string {
  return `sk-very-secret-${name}`;
}

/** One entry for each call with that key; a single entry answers all of them. */
export type Script = Readonly<Record<string, ScriptedReply | readonly ScriptedReply[]>>;

export interface SceneInit {
  readonly keys: readonly (string | Credential)[];
  /** A key it does not name, or has no more entries for, is answered 500. */
  readonly script?: Script;
  readonly options?: KeyFailoverOptions;
  readonly host?: TestHost;
  readonly store?: Store;
  readonly seed?: number;
}

export interface Scene extends Pick<OpenPipeline, "close" | "pipeline"> {
  readonly host: TestHost;
  /** Names of the keys that were sent, in order; "" for a call without one. */
  readonly seen: string[];
  readonly calls: Call[];
  readonly endings: Outcome["ended"][];
  /** A chat with openai/gpt-4o. */
  ask(given?: { readonly x?: Exchange; readonly call?: Partial<Call> }): Promise<Ran>;
  states(): Promise<readonly string[]>;
}

export async function createScene(init: SceneInit): Promise<Scene> {
  const { script = {}, options = {} } = init;
  const keys = init.keys.map((key) => (typeof key === "string" ? keyOf(key) : key));
  const host = hostWith(keys, init);
  const seen: string[] = [];
  const calls: Call[] = [];
  const endings: Outcome["ended"][] = [];
  const watch = (it: Reply, at: number): Reply => it.onClose(({ ended }) => (endings[at] = ended));
  const send = (x: Exchange, call: Call): MaybePromise<Reply> => {
    const name = call.credential?.name ?? "";
    const at = calls.push(call) - 1;
    const answers = script[name] ?? [];
    const before = seen.filter((it) => it === name).length;
    seen.push(name);
    const next = Array.isArray(answers) ? (answers as readonly ScriptedReply[])[before] : (answers as ScriptedReply);
    if (next instanceof Error) throw next;
    const answer = typeof next === "function" ? next(x, call) : reply({ call, ...(next ?? failing(500)) });
    return answer instanceof Promise ? answer.then((it) => watch(it, at)) : watch(answer, at);
  };
  const open = await openPipeline([keyFailover(options)], { host, send });
  return {
    ...open,
    host,
    seen,
    calls,
    endings,
    ask: ({ x = exchangeOf({ json: { model: "openai/gpt-4o", messages: [] } }), call } = {}) => open.send(x, call),
    states: () => Promise.all(keys.map((key) => stateOf(host, key))),
  };
}

export function hostWith(keys: readonly Credential[], { host, store, seed = 1 }: Omit<SceneInit, "keys"> = {}): TestHost {
  const providers = providersOf([{ name: "openai", dialect: "openai", origin, credentials: keys }]);
  const clock = host?.clock ?? createClock();
  return createHost({
    providers,
    clock,
    random: host?.random ?? createRandom(seed),
    ...(host && { store: host.store }),
    ...(store && { store }),
  });
}

/** Where all replicas keep what is known of this key. */
export function idOf({ name, reveal }: Credential): string {
  const fingerprint = createHash("sha256").update(reveal(origin)).digest("hex").slice(0, 16);
  return `key-failover:openai:${name}:${fingerprint}`;
}

async function stateOf({ store, clock }: TestHost, key: Credential): Promise<string> {
  const mark = Number((await store.get(idOf(key))) ?? 0);
  return mark >= 4e15 ? "perm" : mark > clock.now() ? "temp" : "valid";
}
