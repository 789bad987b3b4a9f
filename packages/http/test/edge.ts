/** The edge over a real socket, in front of a real pipeline whose innermost send is a script. */
import {
  createPipeline,
  definePlugin,
  type Hooks,
  type Outcome,
  type Pipeline,
  type PluginUse,
  type Providers,
  type Reply,
  reply,
  type Send,
} from "@headgate/core";
import { openai } from "@headgate/dialects";
import { type Access, type AppOptions, createApp } from "@headgate/http";
import { createHost, type HandClock, providersOf } from "@headgate/testkit";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { onTestFinished } from "vitest";

export interface Edge {
  readonly url: string;
  readonly port: number;
  readonly clock: HandClock;
  readonly pipeline: Pipeline;
  /** The access log, oldest first. */
  readonly lines: () => readonly Access[];
  readonly errors: () => readonly object[];
  readonly outcomes: readonly Outcome[];
  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>;
}

export interface EdgeOptions extends Partial<
  Pick<
    AppOptions,
    | "bodyLimitBytes"
    | "uploadLimitBytes"
    | "uploadFolder"
    | "uploadFolderLimitBytes"
    | "cors"
    | "admission"
    | "dialects"
    | "faults"
  >
> {
  readonly plugins?: readonly PluginUse[];
  readonly send?: Send;
  readonly providers?: Providers;
}

export const chat = { model: "openai/gpt-4o", messages: [{ role: "user", content: "Hello" }] };
export const fine = (): Reply => reply({ status: 200, headers: { "content-type": "application/json" }, body: '{"ok":true}' });

/** This package has no schemas: these plugins have no options to check. */
const anything = { parse: () => ({}), safeParse: () => ({ success: true, data: {} }) } as unknown as PluginUse["spec"]["config"];

export function plugin(name: string, hooks: Hooks): PluginUse {
  return definePlugin({ api: 1, name, config: anything, setup: () => hooks })({});
}

export async function openEdge(options: EdgeOptions = {}): Promise<Edge> {
  const { plugins = [], send = fine, providers = providersOf([{ name: "openai", dialect: "openai" }]), ...rest } = options;
  const host = createHost({ providers });
  const outcomes: Outcome[] = [];
  const watch = plugin("watch", { done: (_x, outcome) => void outcomes.push(outcome) });
  const pipeline = await createPipeline([watch, ...plugins], { upstream: send, host });
  const { log, clock, random } = host;
  const accesses: Access[] = [];
  const access = (line: Access): void => void accesses.push(line);
  const app = createApp({
    pipeline,
    dialects: [openai],
    providers,
    clock,
    random,
    log,
    access,
    bodyLimitBytes: 100_000,
    uploadLimitBytes: 1_000_000,
    uploadFolder: tmpdir(),
    uploadFolderLimitBytes: 10_000_000,
    ...rest,
  });
  const server = createServer((request, response) => void app.handler(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const logged = (level: string): readonly object[] => host.logged.filter((it) => it.level === level).map(({ fields }) => fields);
  return {
    url,
    port,
    clock,
    pipeline,
    outcomes,
    lines: () => accesses,
    errors: () => logged("error"),
    post: (path, body = chat, headers = {}) =>
      fetch(url + path, {
        method: "POST",
        headers: { ...(!(body instanceof FormData) && { "content-type": "application/json" }), ...headers },
        body:
          typeof body === "string" || body instanceof Uint8Array || body instanceof FormData
            ? (body as string)
            : JSON.stringify(body),
      }),
  };
}

/** Turns of the event loop until it is so. */
export async function until(so: () => boolean, what = "it never came to be"): Promise<void> {
  const last = performance.now() + 3000;
  while (!so()) {
    if (performance.now() > last) throw new Error(what);
    await new Promise<void>((resolve) => void setImmediate(resolve));
  }
}
