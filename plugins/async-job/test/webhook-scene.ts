/** Webhooks over real tables, with jobs and receivers that do as they are told, under a clock moved by hand. */
import { type Clock, definePlugin, type EgressReply, type EgressRequest, type Refusal } from "@headgate/core";
import { createDatabase, type Database, type DatabaseOptions } from "@headgate/db";
import { createHost, openPipeline, type OpenPipeline, scriptedSend, type TestHost } from "@headgate/testkit";
import { Principal } from "@headgate/words";
import { bytesBody } from "@headgate/wire";
import { createHmac } from "node:crypto";
import { onTestFinished } from "vitest";
import { z } from "zod";
import type { Job } from "../src/jobs/job.ts";
import { openWebhooks, type Webhooks } from "../src/webhooks/open.ts";
import { scriptedJobs, type ScriptedJobs } from "./webhook-jobs.ts";

/** A status, now or later, an answer, what is thrown, or no answer at all. */
export type Step = number | Promise<number> | Partial<EgressReply> | Error | "never";

export interface Sent {
  readonly url: string;
  readonly request: EgressRequest;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly at: number;
}

export interface Asked {
  readonly status: number;
  // oxlint-disable-next-line typescript/no-explicit-any -- JSON, as a test reads it
  readonly body: any;
  readonly error: Refusal | undefined;
}

/** Of the delivery log. */
export interface Line {
  readonly id: string;
  readonly webhook_id: string;
  readonly attempt_no: number;
  readonly outcome: string;
  readonly status_code?: number;
}

export interface Replica {
  readonly webhooks: Webhooks;
  ask(method: string, path: string, json?: unknown): Promise<Asked>;
  close(): Promise<void>;
  /** As a crash: nothing that it waits for ever happens. */
  die(): void;
}

export interface Scene extends Replica {
  readonly host: TestHost;
  readonly jobs: ScriptedJobs;
  /** What came to receivers, oldest first. */
  readonly sent: readonly Sent[];
  /** What receivers answer, in their order; 200 when there is nothing left. */
  readonly steps: Step[];
  /** Another process on the same tables. */
  replica(): Promise<Replica>;
  /** An endpoint for all events at https://hooks.test/a, and its secret. */
  endpoint(more?: object): Promise<{ readonly id: string; readonly secret: string }>;
  /** Ends a job of that endpoint, and tells. */
  end(webhook: string, more?: Partial<Job> & { readonly output?: Uint8Array }): Promise<Job>;
  /** Second by second, with all that happens in it. */
  move(seconds: number): Promise<void>;
  /** Waits for work that takes no time of the clock. */
  until(fits: () => boolean): Promise<void>;
}

export const encryptionKey = "an encryption key of the tests";

const quietMs = 40;

export interface SceneOptions {
  readonly database?: DatabaseOptions;
  readonly encryptionKey?: string | undefined;
}

export async function openScene(options: SceneOptions = {}): Promise<Scene> {
  const [sent, steps]: [Sent[], Step[]] = [[], []];
  const host = createHost({
    egress: (url, request = {}) => {
      sent.push({ url, request, headers: request.headers!, body: request.body as string, at: host.clock.now() });
      return answer(steps.shift() ?? 200, request);
    },
  });
  const jobs = scriptedJobs(host);
  let heardAt = 0;
  const connect = async (): Promise<Database> => {
    const onQuery = (): void => void (heardAt = performance.now());
    const db = await createDatabase(options.database ?? { driver: "sqlite", file: ":memory:" }, { ...host, onQuery });
    onTestFinished(() => db.close());
    return db;
  };
  /** A server answers in time of its own: it is done when it was not heard of for a while. */
  const settle = async (): Promise<void> => {
    const begun = performance.now();
    const isBusy = (): boolean => options.database !== undefined && performance.now() - Math.max(begun, heardAt) < quietMs;
    for (let turn = 0; turn < 20 || isBusy(); turn++) await host.clock.advance(0);
  };
  const openReplica = async (db: Database): Promise<Replica> => {
    let dead = false;
    const clock: Clock = { ...host.clock, now: host.clock.now, after: (ms, then) => host.clock.after(ms, () => dead || then()) };
    const webhooks = await openWebhooks({ host: { ...host, clock, db }, jobs, encryptionKey, ...options });
    const { routes } = webhooks;
    const plugin = definePlugin({
      api: 1,
      name: "webhooks",
      config: z.strictObject({}),
      setup: () => ({ routes, start: () => webhooks.start(), close: () => webhooks.close() }),
    });
    const pipeline = await openPipeline([admin({}), plugin({})], { send: scriptedSend([]), host, guard: Principal });
    let closing: Promise<void> | undefined;
    const close = async (): Promise<void> => {
      if (dead) return;
      closing ??= pipeline.close();
      const ended = closing.then(() => true);
      // What it waits for is a matter of time.
      while (!(await Promise.race([ended, host.clock.advance(100)])));
    };
    onTestFinished(close);
    return { webhooks, ask: (...asked) => ask(pipeline, ...asked), close, die: () => void (dead = true) };
  };
  const db = await connect();
  const first = await openReplica(db);
  const until = async (fits: () => boolean): Promise<void> => {
    const patience = performance.now() + 10_000;
    while (!fits()) {
      if (performance.now() > patience) throw new Error("it did not come to that");
      await host.clock.advance(0);
    }
  };
  return {
    ...first,
    host,
    jobs,
    sent,
    steps,
    until,
    replica: async () => openReplica(options.database ? await connect() : db),
    async endpoint(more = {}) {
      const { status, body } = await first.ask("POST", "/api/webhooks", { ...usual, ...more });
      if (status !== 201) throw new Error(JSON.stringify(body));
      return { id: body.endpoint.id, secret: body.secret };
    },
    async end(webhook, { output = Buffer.from('{"id":"chat-1"}'), ...more } = {}) {
      const job = jobs.end({ webhook, ...more }, output);
      first.webhooks.wake({ job });
      await until(() => jobs.isTold(job.id));
      await settle();
      return job;
    },
    async move(seconds) {
      for (let left = seconds; left > 0; left--) {
        await host.clock.advance(1000);
        await settle();
      }
    },
  };
}

const admin = definePlugin({
  api: 1,
  name: "admin",
  config: z.strictObject({}),
  gives: [Principal],
  setup: () => ({ pre: (x) => x.set(Principal, { id: "admin", name: "admin", kind: "key", admin: true }) }),
});

export const usual = { name: "a", url: "https://hooks.test/a", events: ["async_job.completed", "async_job.failed"] };

/** By the formula of Standard Webhooks: https://www.standardwebhooks.com */
export function signatureOf({ headers, body }: Sent, secret: string): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  const text = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`;
  return `v1,${createHmac("sha256", key).update(text).digest("base64")}`;
}

function answer(step: Step, { signal }: EgressRequest): Promise<EgressReply> {
  if (step instanceof Error) return Promise.reject(step);
  if (step === "never") {
    return new Promise((_, reject) => {
      // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- the signal's reason is what the egress rejects with
      const leave = (): void => reject(signal!.reason);
      if (signal!.aborted) leave();
      else signal!.addEventListener("abort", leave);
    });
  }
  const plain = { status: 200, headers: {}, body: new Uint8Array() };
  if (step instanceof Promise) return step.then((status) => ({ ...plain, status }));
  return Promise.resolve({ ...plain, ...(typeof step === "number" ? { status: step } : step) });
}

async function ask(pipeline: OpenPipeline, method: string, target: string, json?: unknown): Promise<Asked> {
  const [path = "", query = ""] = target.split("?");
  const bytes = json === undefined ? new Uint8Array() : Buffer.from(typeof json === "string" ? json : JSON.stringify(json));
  const body = bytesBody(bytes);
  const about = { access: "admin", inference: false, operation: "", headers: {} } as const;
  const { status, body: text, error } = await pipeline.send({ ...about, method, path, query, body });
  return { status, body: text === "" ? undefined : JSON.parse(text), error };
}
