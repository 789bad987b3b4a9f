/** The processes around the gateway, seen from the bench: who submits and collects jobs, and the provider that notes when each came. */
import { once } from "node:events";
import { join } from "node:path";
import { processes, type Running, start, startListening } from "../machine/spawn.ts";

/** Times are ms of the machine's monotonic clock. */
export type Submitted = { readonly id: string; readonly sentAt: number; readonly answeredAt: number } | Wrong;
/** Times are ms of the gateway's clock. */
export type Collected = { readonly madeAt: number; readonly endedAt: number } | Wrong;
export interface Wrong {
  readonly problem: string;
}

interface Asking {
  readonly port: number;
  readonly connections: number;
}

export interface JobsClient {
  /** As fast as they are taken, where no pace is given. */
  submit(
    order: Asking & { readonly names: readonly string[]; readonly perSecond?: number | undefined },
  ): Promise<readonly Submitted[]>;
  /** Asks for each until it has ended. */
  collect(order: Asking & { readonly ids: readonly string[] }): Promise<readonly Collected[]>;
  stop(): Promise<void>;
}

export function startJobsClient(): JobsClient {
  const running = start([process.execPath, join(processes, "jobs.mjs")], { core: "around", ipc: true });
  return {
    submit: (order) => ask(running, order),
    collect: (order) => ask(running, order),
    stop: running.stop,
  };
}

export interface Provider {
  readonly port: number;
  /** What has come since it was last asked: the name of each job, and when (ms of the machine's monotonic clock). */
  arrivals(): Promise<readonly (readonly [name: string | undefined, at: number])[]>;
  stop(): Promise<void>;
}

export async function startProvider(): Promise<Provider> {
  const running = await startListening("upstream.mjs", { core: "around", ipc: true });
  return { port: running.port, arrivals: () => ask(running, {}), stop: running.stop };
}

async function ask<Answer>({ child }: Running, order: object): Promise<Answer> {
  child.send(order);
  const [answer] = (await once(child, "message")) as [Answer];
  return answer;
}
