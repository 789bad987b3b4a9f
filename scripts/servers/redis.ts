/** A real redis-server of the test's own, on a socket in a folder that is removed with it. */
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { type AddressInfo, createConnection, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Why there is none; undefined where there is. Goes into the suite's name, so that nobody takes silence for success. */
export const noRedis: string | undefined = spawnSync("redis-server", ["--version"]).error
  ? " (skipped: no redis-server on PATH)"
  : undefined;

export interface RedisServer {
  /** Of its socket. */
  readonly path: string;
  /** On this machine only. */
  readonly url: string;
  /** The server's answer to one command, as text. */
  ask(...command: readonly string[]): Promise<string>;
  stop(): Promise<void>;
}

export async function startRedis(): Promise<RedisServer> {
  const folder = mkdtempSync(join(tmpdir(), "headgate-redis-"));
  const path = join(folder, "r.sock");
  const port = await freePort();
  const process = spawn("redis-server", [
    "--port",
    String(port),
    "--bind",
    "127.0.0.1",
    "--unixsocket",
    path,
    "--save",
    "",
    "--appendonly",
    "no",
    "--dir",
    folder,
  ]);
  const ended = new Promise<void>((resolve) => void process.once("exit", () => resolve()));
  await new Promise<void>((resolve, reject) => {
    let said = "";
    process.stdout.on("data", (bytes: Buffer) => {
      said += bytes.toString();
      if (/ready to accept connections/i.test(said)) resolve();
    });
    process.once("exit", () => reject(new Error(`redis-server did not start: ${said}`)));
  });
  return {
    path,
    url: `redis://127.0.0.1:${port}`,
    ask: (...command) => ask(path, command),
    async stop() {
      process.kill("SIGKILL");
      await ended;
      rmSync(folder, { recursive: true });
    },
  };
}

function ask(path: string, command: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(path);
    let answer = "";
    socket.on("data", (bytes) => void (answer += bytes.toString()));
    socket.on("end", () => resolve(answer));
    socket.on("error", reject);
    for (const words of [command, ["QUIT"]]) {
      socket.write(`*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join("")}`);
    }
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}
