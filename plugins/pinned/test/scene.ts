/** Two providers with two keys each, callers by name, and who was asked with which key. */
import {
  type Call,
  type Db,
  type Exchange,
  type MaybePromise,
  reply,
  type Reply,
  type ReplyInit,
  type Target,
} from "@headgate/core";
import pinned, { type PinnedOptions } from "@headgate/plugin-pinned";
import {
  callOf,
  createHost,
  exchangeOf,
  openPipeline,
  type OpenPipeline,
  type ProviderInit,
  providersOf,
  type Ran,
  type TestHost,
  type TestRequest,
} from "@headgate/testkit";
import { Principal, Targets } from "@headgate/words";
import { bytesSource } from "@headgate/wire";

export const providers: readonly ProviderInit[] = [
  { name: "openai", dialect: "openai", models: ["gpt"], credentials: ["o1", "o2"] },
  { name: "azure", dialect: "openai", models: ["gpt"], credentials: ["a1", "a2"] },
  { name: "local", dialect: "openai" },
  { name: "claude", dialect: "anthropic", credentials: ["c1"] },
];
const aliases: Readonly<Record<string, readonly Target[]>> = {
  fast: [
    { provider: "openai", model: "gpt-mini" },
    { provider: "azure", model: "mini" },
  ],
};

export function createScene(db?: Db, inits: readonly ProviderInit[] = providers, clock = createHost().clock): TestHost {
  return createHost({ clock, providers: providersOf(inits, aliases), ...(db && { db }) });
}

export interface Turn {
  /** Whose id; absent: nobody has said. */
  readonly caller?: string | undefined;
  readonly admin?: boolean;
  readonly targets?: readonly Target[];
  readonly call?: Partial<Call>;
  /** Of the provider. */
  readonly answer?: Answer;
}

export type Answer = ReplyInit | object | ((call: Call, x: Exchange) => MaybePromise<Reply>);

export interface Asked {
  readonly ran: Ran;
  readonly status: number;
  /** `provider/key` of each call, in order. */
  readonly asked: readonly string[];
  readonly calls: readonly Call[];
}

export interface Scene extends Omit<OpenPipeline, "send"> {
  send(request: TestRequest, turn?: Turn): Promise<Asked>;
  /** The answer, still unread. */
  start(request: TestRequest, turn?: Turn): MaybePromise<Reply>;
}

export async function openScene(given: { options?: PinnedOptions; host?: TestHost } = {}): Promise<Scene> {
  const { options = {}, host = createScene() } = given;
  let calls: Call[] = [];
  let answer: Answer = {};
  const open = await openPipeline([pinned(options)], {
    host,
    send(x, call) {
      calls.push(call);
      return typeof answer === "function"
        ? (answer as (call: Call, x: Exchange) => Reply)(call, x)
        : reply({ ...init(answer), call: withKey(host, call) });
    },
  });
  const begin = (request: TestRequest, { caller, admin = false, targets, answer: next = {} }: Turn): Exchange => {
    const x = exchangeOf(request);
    if (caller !== undefined) x.set(Principal, { id: caller, name: caller, kind: "key", admin });
    if (targets) x.set(Targets, targets);
    [calls, answer] = [[], next];
    return x;
  };
  return {
    ...open,
    async send(request, turn = {}) {
      const x = begin(request, turn);
      const ran = await open.send(x, turn.call ?? first);
      return {
        ran,
        status: ran.status,
        calls,
        asked: calls.map(({ provider, credential }) => `${provider}/${credential?.name ?? "-"}`),
      };
    },
    start(request, turn = {}) {
      const x = begin(request, turn);
      return open.pipeline.send(x, callOf(x, turn.call ?? first));
    },
  };
}

/** As the upstream does: the provider's first where nobody has chosen. */
export function withKey(host: TestHost, call: Call): Call {
  return { ...call, credential: call.credential ?? host.providers.get(call.provider)?.credentials[0] };
}

/** An object that is no reply is the JSON of one. */
function init(answer: object): ReplyInit {
  if ("status" in answer && typeof answer.status === "number") return answer as ReplyInit;
  return { status: 200, headers: { "content-type": "application/json" }, body: JSON.stringify(answer) };
}

/** A request that is passed through: its body has no bytes to look into. */
export function native(method: string, path: string, json?: unknown): TestRequest {
  const bytes = json === undefined ? new Uint8Array() : Buffer.from(JSON.stringify(json));
  const headers = { ...(json !== undefined && { "content-type": "application/json" }) };
  return { operation: "passthrough", method, path, headers, body: { size: bytes.length, open: () => bytesSource(bytes) } };
}

export function responses(json: object = {}): TestRequest {
  return { operation: "responses", path: "/v1/responses", json: { model: "openai/gpt", input: "hi", ...json } };
}

/** As the upstream relays it: JSON that comes in pieces. */
export function inPieces(json: object, ...at: readonly number[]): ReplyInit {
  return { status: 200, headers: { "content-type": "application/json" }, body: pieces(JSON.stringify(json), at) };
}

export function events(text: string, ...at: readonly number[]): ReplyInit {
  return { status: 200, headers: { "content-type": "text/event-stream" }, body: pieces(text, at) };
}

function pieces(text: string, at: readonly number[]): NonNullable<ReplyInit["body"]> {
  const bytes = Buffer.from(text);
  const cuts = [0, ...at.filter((cut) => cut > 0 && cut < bytes.length), bytes.length];
  return {
    start(sink) {
      for (let i = 1; i < cuts.length; i++) sink.write(bytes.subarray(cuts[i - 1], cuts[i]));
      sink.end();
    },
    pause() {},
    resume() {},
    cancel() {},
  };
}

const first: Partial<Call> = { provider: "openai", model: "" };
export const other: Partial<Call> = { provider: "azure", model: "" };

/** Made by azure with its second key, for whoever. */
export async function made(scene: Scene, path: string, answer: object, caller?: string): Promise<void> {
  const { host } = scene;
  const credential = host.providers.get("azure")!.credentials.find(({ name }) => name === "a2");
  await scene.send(native("POST", path, {}), { caller, answer, call: { ...other, credential } });
}
