/** The client process, as the bench uses it: one order at a time, each answered with its result. */
import { once } from "node:events";
import { join } from "node:path";
import { processes, start } from "../machine/spawn.ts";

export interface Order {
  readonly port: number;
  readonly kind: "json" | "body" | "stream" | "burst";
  readonly connections: number;
  /** Extra request lines, such as "x-a: b". */
  readonly headers: readonly string[];
  /** Each answer must hold these: `"…` in its body, anything else in its head. */
  readonly marks: readonly string[];
  /** Each connection asks on until then. */
  readonly durationMs?: number | undefined;
  /** Requests of each connection. */
  readonly each?: number | undefined;
  /** From one request of a connection to its next; absent: at once. */
  readonly everyMs?: number | undefined;
}

export interface Quantiles {
  readonly p50: number;
  readonly p99: number;
}

export interface Tally {
  readonly answers: number;
  readonly events: number;
  /** Answers that were not what they should be. */
  readonly bad: number;
  /** What was wrong with the first of them. */
  readonly problem: string;
  readonly elapsedMs: number;
  readonly latency: Quantiles;
  /** Of streams. */
  readonly firstByte: Quantiles;
}

export interface Client {
  run(order: Order): Promise<Tally>;
  stop(): Promise<void>;
}

export function startClient(): Client {
  const { child, stop } = start([process.execPath, join(processes, "client.mjs")], { core: "around", ipc: true });
  return {
    async run(order) {
      child.send(order);
      const [tally] = (await once(child, "message")) as [Tally];
      return tally;
    },
    stop,
  };
}
