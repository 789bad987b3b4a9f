/** A PostgreSQL of our own for the length of a test file: in a folder of its own, on a unix socket, with nothing kept on disk. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { Client } from "pg";

export interface PostgresServer {
  /** A new, empty database. */
  createDatabase(): Promise<string>;
  /** Like a crash: nobody is notified. */
  kill(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Where `initdb` and `postgres` are; undefined where PostgreSQL is not installed. */
export const binaries: string | undefined = findBinaries();

/** PostgreSQL refuses to run as root. */
const isRoot = process.getuid?.() === 0;

export async function startPostgres(bin: string): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), "headgate-pg-"));
  const who = isRoot ? { uid: idOf("-u"), gid: idOf("-g") } : {};
  if (who.uid !== undefined) chownSync(folder, who.uid, who.gid);
  const data = join(folder, "data");
  const options = { ...who, cwd: folder, env: { PATH: process.env["PATH"], LC_ALL: "C.UTF-8" } };
  execFileSync(join(bin, "initdb"), ["-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"], {
    ...options,
    stdio: "pipe",
  });
  const url = (database: string): string => `postgres://postgres@localhost/${database}?host=${encodeURIComponent(folder)}`;
  let server: ChildProcess;
  let count = 0;
  const gone = (child: ChildProcess): Promise<unknown> => new Promise((resolve) => child.once("exit", resolve));
  const settings = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "listen_addresses=", "shared_buffers=16MB"];
  const start = async (): Promise<void> => {
    const args = ["-D", data, "-k", folder, ...settings.flatMap((setting) => ["-c", setting])];
    server = spawn(join(bin, "postgres"), args, { ...options, stdio: "ignore" });
    await answers(url("postgres"), server);
  };
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const exit = gone(server);
    server.kill(signal);
    await exit;
  };
  await start();
  return {
    start,
    kill: () => end("SIGQUIT"),
    async stop() {
      await end("SIGQUIT");
      rmSync(folder, { recursive: true, force: true });
    },
    async createDatabase() {
      const name = `case_${count++}`;
      await asked(url("postgres"), `create database ${name}`);
      return url(name);
    },
  };

  function idOf(flag: string): number {
    return Number(execFileSync("id", [flag, "postgres"], { encoding: "utf8" }));
  }
}

async function answers(url: string, server: ChildProcess): Promise<void> {
  for (let left = 200; ; left--) {
    try {
      return await asked(url, "select 1");
    } catch (error) {
      if (left === 0 || server.exitCode !== null) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

async function asked(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url });
  client.on("error", () => {});
  try {
    await client.connect();
    await client.query(sql);
  } finally {
    await client.end();
  }
}

function findBinaries(): string | undefined {
  const debian = "/usr/lib/postgresql";
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [...versions.map((version) => join(debian, version, "bin")), ...(process.env["PATH"] ?? "").split(delimiter)];
  return folders.find((folder) => ["initdb", "postgres"].every((name) => existsSync(join(folder, name))));
}
