/** The plugin in a pipeline with a database of its own, and the few requests that tests make of it. */
import { definePlugin, type MaybePromise, type PluginUse, type Refusal, reply, type Reply, type Send } from "@headgate/core";
import { createDatabase, type Database } from "@headgate/db";
import asyncJob, { type AsyncJobOptions } from "@headgate/plugin-async-job";
import { createHost, openPipeline, type OpenPipeline, type TestHost, type TestRequest } from "@headgate/testkit";
import { Principal } from "@headgate/words";
import { onTestFinished } from "vitest";
import { z } from "zod";

/** A job as it is told. */
export interface Told {
  readonly id: string;
  readonly status: string;
  readonly created_at: string;
  readonly expires_at?: string;
  readonly completed_at?: string;
  readonly status_code?: number;
  readonly result?: Readonly<Record<string, unknown>>;
  readonly error?: { readonly error: { readonly code: string; readonly message: string } };
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly job: Told;
  readonly bytes: Buffer;
  /** As the plugin has said no. */
  readonly error: Refusal | undefined;
}

export interface Scene {
  readonly host: TestHost;
  readonly db: Database;
  readonly open: Omit<OpenPipeline, "close"> & { close(graceMs?: number): Promise<void> };
  /** POST, where it becomes a job unless told otherwise. */
  submit(request?: TestRequest): Promise<Answer>;
  ask(method: "GET" | "DELETE", path: string, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  /** Until it has ended, with the clock where it is. */
  collect(id: string): Promise<Answer>;
  /** Waits for work that takes no time of the clock. */
  until(fits: () => MaybePromise<boolean>): Promise<void>;
}

export interface SceneOptions {
  readonly options?: AsyncJobOptions;
  readonly send?: Send;
  /** Listed between whoever gives the `Principal` and the plugin, and after the plugin. */
  readonly before?: readonly PluginUse[];
  readonly after?: readonly PluginUse[];
  /** Of another scene, whose process is another. */
  readonly with?: Pick<Scene, "host" | "db">;
}

export const at = "/v1/async/chat/completions";

export async function openScene({
  options = {},
  send = answered,
  before = [],
  after = [],
  with: other,
}: SceneOptions = {}): Promise<Scene> {
  const bare = other?.host ?? createHost();
  const db = other?.db ?? (await createDatabase({ driver: "sqlite", file: ":memory:" }, bare));
  if (!other) onTestFinished(() => db.close());
  const host = { ...bare, db };
  const open = await openPipeline([caller, ...before, asyncJob(options), ...after], { host, send, guard: Principal });
  let closing: Promise<void> | undefined;
  const close = (graceMs = 0): Promise<void> => (closing ??= open.pipeline.close(graceMs));
  onTestFinished(async () => {
    const closed = close().then(() => true);
    // What still runs is waited for, on the clock.
    while (!(await Promise.race([closed, host.clock.advance(1000)])));
  });
  const told = async (request: TestRequest): Promise<Answer> => {
    const { status, headers, chunks, error } = await open.send(request);
    const bytes = Buffer.concat(chunks);
    return { status, headers, bytes, error, job: jsonOf(bytes) };
  };
  const ask: Scene["ask"] = (method, path, headers = {}) => told({ method, path, headers });
  const until: Scene["until"] = async (fits) => {
    const patience = performance.now() + 10_000;
    while (!(await fits())) {
      if (performance.now() > patience) throw new Error("it did not come to that");
      await host.clock.advance(0);
    }
  };
  return {
    host,
    db,
    open: { ...open, close },
    submit: (request) => told({ path: at, ...request }),
    ask,
    until,
    async collect(id) {
      let found: Answer | undefined;
      await until(async () => (found = await ask("GET", `${at}/${id}`)).status !== 202);
      return found!;
    },
  };
}

export const answered: Send = (_x, call) => json({ id: "chat-1", choices: [] })(_x, call);

export function json(value: object, status = 200): Send {
  return (_x, call) => reply({ status, call, headers: { "content-type": "application/json" }, body: JSON.stringify(value) });
}

/** Answers when it is told to, and not before; rejects when its call is aborted, as a transport does. */
export interface Held {
  readonly send: Send;
  /** Those that wait, oldest first; undefined where one was aborted. */
  readonly waiting: readonly (Waiting | undefined)[];
}

export interface Waiting {
  readonly x: Parameters<Send>[0];
  readonly call: Parameters<Send>[1];
  answer(): void;
}

export function held(then: Send = answered): Held {
  const waiting: (Waiting | undefined)[] = [];
  const send: Send = (x, call) =>
    new Promise<Reply>((resolve, reject) => {
      const place = waiting.push({ x, call, answer: () => resolve(then(x, call)) }) - 1;
      call.signal?.addEventListener("abort", () => {
        waiting[place] = undefined;
        // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- as a transport does, with the signal's own reason
        reject(call.signal!.reason);
      });
    });
  return { send, waiting };
}

/** auth's part: whoever says a name in a header is known by it, and everybody may use admin routes. */
export const caller: PluginUse = named("caller", {
  pre(x) {
    const name = x.headers["x-caller"];
    x.set(Principal, {
      id: name ?? "anonymous",
      name: name ?? "anonymous",
      kind: name ? "virtual_key" : "anonymous",
      admin: true,
    });
  },
});

export function named(name: string, hooks: ReturnType<Parameters<typeof definePlugin>[0]["setup"]>): PluginUse {
  const gives = name === "caller" ? [Principal] : [];
  return definePlugin({ api: 1, name, config: z.strictObject({}), gives, setup: () => hooks })({});
}

function jsonOf(bytes: Buffer): Told {
  try {
    return JSON.parse(bytes.toString()) as Told;
  } catch {
    return { id: "", status: "", created_at: "" };
  }
}
