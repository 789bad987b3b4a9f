/** Callers, a provider that does as it is told, and the limits between them. */
import {
  type Call,
  definePlugin,
  type Exchange,
  type MaybePromise,
  type PluginUse,
  refuse,
  refused,
  reply,
  type Reply,
  type Usage,
} from "@headgate/core";
import rateLimit, { type RateLimitOptions } from "@headgate/plugin-rate-limit";
import { createHost, openPipeline, type OpenPipeline, type Ran, type TestHost, type TestRequest } from "@headgate/testkit";
import { type CallerLimits, Limits, Principal } from "@headgate/words";
import { z } from "zod";

export type Answer = (call: Call, x: Exchange) => MaybePromise<Reply>;

export const used = (input: number, output: number): Usage => ({ estimated: false, units: { input, output } });
/** Of those that answer at once. */
export type Answers = (call: Call) => Reply;
export const good: Answers = (call) => reply({ status: 200, call, body: '{"id":"1"}' });
export const saying =
  (usage: Usage): Answers =>
  (call) =>
    reply({ status: 200, call, body: "{}", usage });

/** A provider's own error. */
export function failing(status: number): Answers {
  const error = refuse({ code: "provider_error", status, message: "no", by: "provider", scope: "target" });
  return (call) => reply({ status, error, call, body: '{"error":{}}' });
}

/** A stream whose usage is known only at its end; "cut" breaks off, "open" never ends by itself. */
export function streaming(usage: Usage | undefined, ending: "end" | "cut" | "open" = "end"): Answers {
  const lost = refuse({ code: "upstream_error", status: 502, message: "lost", by: "gateway", scope: "target" });
  return (call) => {
    const answer: Reply = reply({
      status: 200,
      call,
      headers: { "content-type": "text/event-stream" },
      body: {
        start(sink) {
          sink.write(Buffer.from("data: 1\n\n"));
          if (usage) answer.usage = usage;
          if (ending === "end") sink.end();
          if (ending === "cut") sink.fail(lost);
        },
        pause() {},
        resume() {},
        cancel() {},
      },
    });
    return answer;
  };
}

/** A provider that answers when it is told to. */
export function holding(): { readonly answer: Answer; readonly waiting: ((then: Answer) => void)[] } {
  const waiting: ((then: Answer) => void)[] = [];
  return { waiting, answer: (call, x) => new Promise((resolve) => void waiting.push((then) => resolve(then(call, x)))) };
}

/** A provider that says nothing until the client has left. */
export const silent: Answer = (call, x) =>
  new Promise((resolve) => {
    const left = refuse({ code: "client_closed_request", status: 499, message: "the client left", by: "gateway" });
    x["~onAbort"](() => resolve(refused(left, call)));
  });

const callerHeader = "x-caller";

/** Whoever the request's `x-caller` names. */
export const callers: PluginUse = definePlugin({
  api: 1,
  name: "callers",
  config: z.strictObject({}),
  gives: [Principal],
  setup: () => ({
    pre(x) {
      const id = x.headers[callerHeader];
      if (id) x.set(Principal, { id, name: id, kind: "virtual_key", admin: false });
    },
  }),
})({});

/** As governance does: what it knows of each caller. */
export function giving(limits: Partial<CallerLimits>): PluginUse {
  const spec = definePlugin({
    api: 1,
    name: "giving",
    config: z.strictObject({}),
    gives: [Limits],
    setup: () => ({ pre: (x) => x.set(Limits, { request: [], call: () => [], ...limits }) }),
  });
  return spec({});
}

export function from(caller: string, rest: TestRequest = {}): TestRequest {
  return { ...rest, headers: { [callerHeader]: caller, ...rest.headers } };
}

export interface Scene extends OpenPipeline {
  /** What the provider does from now on. */
  answer: Answer;
  /** Calls that reached the provider. */
  readonly calls: readonly Call[];
  /** So many requests one after the other; how they ended. */
  statuses(times: number, request?: TestRequest): Promise<readonly number[]>;
  one(request?: TestRequest): Promise<Ran>;
}

export interface SceneParts {
  readonly host?: TestHost;
  readonly outside?: readonly PluginUse[];
  readonly inside?: readonly PluginUse[];
}

export async function openScene(
  options: RateLimitOptions,
  { host = createHost(), outside = [], inside = [] }: SceneParts = {},
): Promise<Scene> {
  const calls: Call[] = [];
  const send = (x: Exchange, call: Call): MaybePromise<Reply> => (calls.push(call), scene.answer(call, x));
  const open = await openPipeline([callers, ...outside, rateLimit(options), ...inside], { host, send });
  const scene: Scene = {
    ...open,
    calls,
    answer: good,
    one: (request) => open.send(request),
    async statuses(times, request) {
      const all: number[] = [];
      for (let n = 0; n < times; n++) all.push((await open.send(request)).status);
      return all;
    },
  };
  return scene;
}

/** So many of one status. */
export const times = (count: number, status: number): readonly number[] => Array.from({ length: count }, () => status);
