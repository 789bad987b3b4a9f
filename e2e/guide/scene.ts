/** The gateway of the guide: no key needed, the guide's own two models, and request-guard. */
import type { GatewayConfigInput } from "@headgate/config";
import type { RequestGuardOptions } from "@headgate/plugin-request-guard";
import { type Call, type Simulator, startSimulator } from "@headgate/simulator";
import { localProvider } from "../start/config.ts";
import { type RunningGateway, startGateway } from "../start/gateway.ts";

export const chat = "llama-7b";
export const embedding = "text-embedding-ada-002";
export const messages = [{ role: "user", content: "Hello!" }];

export interface Scene {
  readonly gateway: RunningGateway;
  /** Behind `inferno/`, and behind `hasty/`, which waits one second for an answer. */
  readonly simulator: Simulator;
  post(path: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  /** A chat with these additional fields. */
  chat(fields: object): Promise<Answer>;
  embed(fields: object): Promise<Answer>;
  get(path: string, init?: RequestInit): Promise<Answer>;
  /** The last call that the provider received. */
  lastCall(): Call;
  close(): Promise<void>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Of a JSON answer. */
  readonly json: Readonly<Record<string, unknown>>;
  readonly error: { readonly message: string; readonly type: string; readonly param: string | null; readonly code: string };
}

export interface SceneOptions {
  readonly guard?: RequestGuardOptions;
  readonly auth?: object;
  /** After the guard. */
  readonly more?: NonNullable<GatewayConfigInput["plugins"]>;
  /** Of the provider `openai`, which is the known one; absent: there is none. */
  readonly openai?: readonly string[];
}

export async function openScene(options: SceneOptions = {}): Promise<Scene> {
  const { guard = {}, auth = { anonymous: true }, more = [], openai = [] } = options;
  const simulator = await startSimulator({ models: [chat, embedding, ...openai] });
  const gateway = await startGateway({
    providers: {
      inferno: localProvider(simulator, { models: [chat, embedding] }),
      ...(openai.length > 0 && { openai: localProvider(simulator, { use: "openai", models: [...openai] }) }),
      hasty: localProvider(simulator, { models: ["slow"], timeouts: { headersMs: 1000 } }),
    },
    plugins: [["@headgate/plugin-auth", auth], ["@headgate/plugin-request-guard", guard], ...more],
  });
  const answered = async (path: string, init: RequestInit): Promise<Answer> => {
    const response = await fetch(gateway.url + path, init);
    const text = await response.text();
    const json = (/json/.test(response.headers.get("content-type") ?? "") ? JSON.parse(text) : {}) as Answer["json"];
    return { status: response.status, headers: response.headers, text, json, error: json["error"] as Answer["error"] };
  };
  const post: Scene["post"] = (path, body, headers = {}) =>
    answered(path, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
  return {
    gateway,
    simulator,
    post,
    chat: (fields) => post("/v1/chat/completions", { model: chat, messages, ...fields }),
    embed: (fields) => post("/v1/embeddings", { model: embedding, ...fields }),
    get: (path, init = {}) => answered(path, init),
    lastCall: () => simulator.calls.at(-1)!,
    async close() {
      await Promise.all([gateway.stop(), simulator.close()]);
    },
  };
}

/** A gateway whose process uses more memory than it may. */
export async function openCrowded(): Promise<Scene> {
  return openScene({ guard: { maxResidentMegabytes: 1 } });
}

/** The events of a stream, without its terminator. */
export function eventsOf(text: string): readonly Readonly<Record<string, unknown>>[] {
  const data = text.split("\n").flatMap((line) => /^data: (\{.*)$/.exec(line)?.[1] ?? []);
  return data.map((json) => JSON.parse(json) as Readonly<Record<string, unknown>>);
}
