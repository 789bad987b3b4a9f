/** Runs plugins: a real pipeline, a request through it, and everything that came of it. */
import { type Call, type Exchange, type Outcome, type PluginUse, type Refusal } from "@headgate/core";
import { type Pipeline, createPipeline, type PipelineOptions, type Send } from "@headgate/core";
import { collect } from "./collect.ts";
import { callOf, exchangeOf, type TestRequest } from "./exchange.ts";
import { createHost, type TestHost } from "./host.ts";
import { routeFor } from "./route.ts";

export interface OpenOptions extends Pick<PipelineOptions, "guard"> {
  /** The innermost send. */
  readonly send: Send;
  readonly host?: TestHost;
}

export interface RunOptions extends OpenOptions {
  readonly request?: TestRequest | undefined;
  readonly call?: Partial<Call> | undefined;
}

export interface Ran {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** All chunks as text. */
  readonly body: string;
  readonly chunks: readonly Uint8Array[];
  /** The reply was a refusal, or a provider's error that the upstream classified. */
  readonly error: Refusal | undefined;
  /** The body broke off: what the sink's `fail` was given. */
  readonly failed: Refusal | undefined;
  readonly outcome: Outcome;
  readonly x: Exchange;
  readonly pipeline: Pipeline;
}

export interface OpenPipeline {
  readonly pipeline: Pipeline;
  readonly host: TestHost;
  /** Sends one request to its end: through a plugin's route if one answers its method and path, otherwise through the whole list. */
  send(request?: TestRequest | Exchange, call?: Partial<Call>): Promise<Ran>;
  close(): Promise<void>;
}

export async function run(uses: readonly PluginUse[], { request, call, ...options }: RunOptions): Promise<Ran> {
  const open = await openPipeline(uses, options);
  try {
    return await open.send(request, call);
  } finally {
    await open.close();
  }
}

export async function openPipeline(uses: readonly PluginUse[], options: OpenOptions): Promise<OpenPipeline> {
  const { host = createHost(), send: upstream, ...rest } = options;
  const pipeline = await createPipeline(uses, { upstream, host, ...rest });
  await pipeline.start();
  return {
    pipeline,
    host,
    async send(request = {}, call) {
      const route = routeFor(pipeline.routes, request);
      const x =
        "field" in request ? request : exchangeOf(route ? { access: route.access, inference: false, ...request } : request);
      const reply = await (route?.send ?? pipeline.send)(x, callOf(x, call));
      return { ...(await collect(reply, x)), status: reply.status, headers: reply.headers, error: reply.error, x, pipeline };
    },
    async close() {
      const closed = pipeline.close(0);
      // The grace period for what is still in flight ends on the same clock.
      await host.clock.advance(0);
      await closed;
    },
  };
}
