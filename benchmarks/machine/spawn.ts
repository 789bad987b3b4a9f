/** Starts the processes of a bench, each on its own core where the machine lets us, and ends exactly those. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root: string = fileURLToPath(new URL("../..", import.meta.url));
export const processes: string = join(root, "benchmarks", "processes");

/** Whether the measured process has a core of its own, away from the client and the upstream. A smoke is in a hurry instead. */
export const pinned: boolean =
  !process.argv.includes("--quick") && availableParallelism() > 1 && spawnSync("taskset", ["-c", "1", "true"]).status === 0;

/** Where the measured process runs, and where everything else does. */
export type Core = "measured" | "around";

export interface Running {
  readonly pid: number;
  readonly child: ChildProcess;
  stop(): Promise<void>;
}

export interface SpawnOptions {
  readonly core: Core;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** A file for stdout and stderr; absent: a pipe that is drained, and stderr shown. */
  readonly output?: string;
  readonly ipc?: boolean;
}

const alive = new Set<ChildProcess>();
process.on("exit", () => alive.forEach((child) => child.kill("SIGKILL")));
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130));

export function start(command: readonly string[], { core, env = {}, cwd = root, output, ipc = false }: SpawnOptions): Running {
  const pin = pinned ? ["taskset", "-c", core === "measured" ? "1" : "0"] : [];
  const [file, ...args] = [...pin, ...command];
  const log = output === undefined ? undefined : openSync(output, "w");
  const child = spawn(file!, args, {
    cwd,
    env: { ...process.env, NODE_OPTIONS: "", ...env },
    stdio: ["ignore", log ?? "pipe", log ?? "inherit", ipc ? "ipc" : "ignore"],
  });
  if (log !== undefined) closeSync(log);
  child.stdout?.resume();
  alive.add(child);
  const ended = once(child, "exit").then(() => void alive.delete(child));
  return {
    pid: child.pid!,
    child,
    async stop() {
      child.kill("SIGTERM");
      const late = setTimeout(() => child.kill("SIGKILL"), 3000);
      await ended;
      clearTimeout(late);
    },
  };
}

/** Starts one of our own processes, which prints its port. */
export async function startListening(file: string, options: SpawnOptions): Promise<Running & { readonly port: number }> {
  const running = start([process.execPath, join(processes, file)], options);
  const port = await new Promise<number>((resolve, reject) => {
    running.child.once("exit", (code) => reject(new Error(`${file} ended with code ${code}`)));
    running.child.stdout!.on("data", (text: Buffer) => {
      const found = /listening on (\d+)/.exec(text.toString());
      if (found) resolve(Number(found[1]));
    });
  });
  return { ...running, port };
}
