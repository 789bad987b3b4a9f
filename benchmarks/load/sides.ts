/** The sides of a comparison: ways to start a proxy in front of the bench's upstream. */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { freePort, listening } from "../machine/ready.ts";
import { root, type Running, start, startListening } from "../machine/spawn.ts";
import type { Mode } from "../mode.ts";
// @ts-expect-error -- plain JavaScript, for the measured processes run without a loader
import { clientKey } from "../processes/requests.mjs";

export interface Side {
  readonly name: string;
  /** Which colour its bar has. */
  readonly kind: "ours" | "base" | "other";
  readonly marks: readonly string[];
  start(upstreamPort: number): Promise<Proxy>;
}

export type Proxy = Running & { readonly port: number };

/** Files of this run: configs and logs. */
export const scratch: string = join(root, "benchmarks", ".tmp", String(process.pid));

export function clearScratch(): void {
  rmSync(scratch, { recursive: true, force: true });
}

export function rawSide(name: string): Side {
  return {
    name,
    kind: "base",
    marks: [],
    start: (upstream) => startListening("raw.mjs", { core: "measured", env: { UPSTREAM: `http://127.0.0.1:${upstream}` } }),
  };
}

/** The built gateway, its log in a file. The marks prove that it was really asked. */
export function gatewaySide(name: string, mode: Mode, made: Made = {}): Side {
  return { name, kind: "ours", marks: gatewayMarks, start: (upstream) => startGateway(upstream, mode, made) };
}

/** How a gateway is set up; by default with auth and fallback, and with its access log on. */
export interface Made {
  readonly level?: "info" | "warn";
  /** All plugins that wrap, not only fallback. */
  readonly wrapped?: boolean;
  /** It takes jobs, 32 at a time, and keeps them in a file of its own. */
  readonly jobs?: boolean;
  /** Opens a channel to it, for what a test has preloaded there. */
  readonly ipc?: boolean;
}

export const gatewayMarks: readonly string[] = ["x-bf-provider: openai", '"extra_fields":{'];

export async function startGateway(upstream: number, { node, gateway }: Mode, made: Made): Promise<Proxy> {
  const port = await freePort();
  const base = join(scratch, `gateway-${port}`);
  mkdirSync(scratch, { recursive: true });
  writeFileSync(`${base}.json`, JSON.stringify(gatewayConfig(upstream, made)));
  const running = start([...node, gateway, "start", "--config", `${base}.json`], {
    core: "measured",
    env: { PORT: String(port), HOST: "127.0.0.1", HEADGATE_DATA: `${base}-data` },
    cwd: scratch,
    output: `${base}.log`,
    ipc: made.ipc ?? false,
  });
  await listening(port, running, "the gateway", `${base}.log`);
  return { ...running, port };
}

function gatewayConfig(upstream: number, { level = "info", wrapped = false, jobs = false }: Made): object {
  const provider = {
    baseUrl: `http://127.0.0.1:${upstream}/v1`,
    keys: [
      { name: "k0", value: "bench-provider-key-0001" },
      { name: "k1", value: "bench-provider-key-0002" },
    ],
    allowPrivateNetwork: true,
  };
  const fallback = ["@headgate/plugin-fallback", { chains: { "*": ["openai/gpt-4o"] } }];
  const asyncJob = ["@headgate/plugin-async-job", { concurrency: 32, perCaller: 32 }];
  const others = ["circuit-breaker", "retry", "key-failover"].map((name) => `@headgate/plugin-${name}`);
  return {
    providers: { openai: provider },
    plugins: [
      ["@headgate/plugin-auth", { keys: [{ name: "bench", value: clientKey as string }] }],
      ...(jobs ? [asyncJob] : wrapped ? ["@headgate/plugin-session-sticky", fallback, ...others] : [fallback]),
    ],
    log: { level },
  };
}
