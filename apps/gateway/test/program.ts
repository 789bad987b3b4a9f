/** The real command line, run from its source in a folder of its own. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url));
const loader = createRequire(import.meta.url).resolve("tsx");

/** An empty folder, gone after the test. */
export async function folder(files: Readonly<Record<string, string | object>> = {}): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), "headgate-"));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    await writeFile(join(path, name), typeof content === "string" ? content : JSON.stringify(content));
  }
  return path;
}

export interface Program {
  /** Standard error: what is said to people. */
  readonly said: () => string;
  /** Standard output: the log, or what was asked for. */
  readonly out: () => string;
  /** Resolves once it fits, past or to come; rejects when the program ends without it. */
  sees(what: RegExp, where?: "said" | "out"): Promise<RegExpExecArray>;
  readonly code: Promise<number | null>;
  kill(signal: NodeJS.Signals): void;
}

export function runProgram(cwd: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Program {
  const child = spawn(process.execPath, ["--import", loader, "--conditions=@headgate/source", main, ...args], {
    cwd,
    env: { PATH: process.env["PATH"], NO_COLOR: "1", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const texts = { said: "", out: "" };
  const watchers = new Set<() => void>();
  const hear = (where: "said" | "out", text: string): void => {
    texts[where] += text;
    for (const watch of watchers) watch();
  };
  child.stderr.setEncoding("utf8").on("data", (text: string) => hear("said", text));
  child.stdout.setEncoding("utf8").on("data", (text: string) => hear("out", text));
  const code = once(child, "close").then(([exit]) => exit as number | null);
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await code;
  });
  return {
    said: () => texts.said,
    out: () => texts.out,
    code,
    kill: (signal) => void child.kill(signal),
    sees: (what, where = "said") =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const found = what.exec(texts[where]);
          if (!found) return;
          watchers.delete(look);
          resolve(found);
        };
        watchers.add(look);
        look();
        const give = (how: string): void => reject(new Error(`${how} without ${what}: ${texts.said}${texts.out}`));
        const impatient = setTimeout(give, 30_000, "30 s have passed");
        void code.then(() => give("it ended"));
        onTestFinished(() => clearTimeout(impatient));
      }),
  };
}

/** `headgate start`, up and listening on a free port. */
export async function startProgram(cwd: string, env: Readonly<Record<string, string>> = {}): Promise<Program & { url: string }> {
  const program = runProgram(cwd, ["start"], { PORT: "0", ...env });
  const [, url = ""] = await program.sees(/^headgate listens on (\S+)$/m);
  return Object.assign(program, { url });
}
