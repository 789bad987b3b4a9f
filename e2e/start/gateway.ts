/** Starts the real gateway binary on a config of its own and always takes it down again. */
import type { GatewayConfigInput } from "@headgate/config";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readLines } from "./lines.ts";

/** One JSON line of the gateway's log, as it was written. */
export type LogLine = Readonly<Record<string, unknown>>;

export interface RunningGateway {
  readonly url: string;
  readonly pid: number;
  stdout(): string;
  stderr(): string;
  logs(): readonly LogLine[];
  /** Resolves with the first line that fits, past or to come; rejects when the gateway ends without one. */
  waitForLog(fits: (line: LogLine) => boolean): Promise<LogLine>;
  /** Bytes of memory that are resident now. */
  residentBytes(): Promise<number>;
  /** Ends the process, by SIGTERM unless told otherwise, and resolves with its exit code; null when the signal itself killed it. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

const root = fileURLToPath(new URL("../../", import.meta.url));
const program = ["--import", "tsx", "--conditions=@headgate/source", "apps/gateway/src/main.ts", "start", "--config"];
/** How long draining can take before the process is killed. */
const patienceMs = 15_000;

/** Its state is gone with it unless `config.state` names a folder. Rejects with what the gateway said when it does not come up. */
export async function startGateway(
  config: GatewayConfigInput,
  { env = {} }: { readonly env?: Readonly<Record<string, string>> } = {},
): Promise<RunningGateway> {
  const folder = await mkdtemp(join(tmpdir(), "headgate-e2e-"));
  const file = join(folder, "headgate.config.json");
  await writeFile(file, JSON.stringify({ ...config, state: { folder: join(folder, "state"), ...config.state } }));
  const child = spawn(process.execPath, [...program, file], {
    cwd: root,
    env: { PATH: process.env["PATH"], TMPDIR: tmpdir(), PORT: "0", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  // A worker that dies takes its gateways with it.
  const kill = (): void => void child.kill("SIGKILL");
  process.once("exit", kill);
  const ended = once(child, "close").then(async ([code]) => {
    process.off("exit", kill);
    await rm(folder, { recursive: true, force: true });
    return code as number | null;
  });
  const [out, err] = [readLines(child.stdout, ended), readLines(child.stderr, ended)];
  const parsed = (): readonly LogLine[] => out.lines().flatMap(parse);
  const [, url = ""] = await err
    .find((line) => /^headgate listens on (\S+)$/.exec(line))
    .catch((cause: unknown) => {
      throw new Error(`the gateway did not come up: ${err.text()}`, { cause });
    });
  return {
    url,
    pid: child.pid!,
    stdout: out.text,
    stderr: err.text,
    logs: parsed,
    waitForLog: (fits) => out.find((line) => parse(line).find(fits)),
    async residentBytes() {
      const status = await readFile(`/proc/${child.pid}/status`, "utf8");
      return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024;
    },
    async stop(signal = "SIGTERM") {
      child.kill(signal);
      const impatient = setTimeout(kill, patienceMs);
      try {
        return await ended;
      } finally {
        clearTimeout(impatient);
      }
    },
  };
}

function parse(line: string): LogLine[] {
  return line.startsWith("{") ? [JSON.parse(line) as LogLine] : [];
}
