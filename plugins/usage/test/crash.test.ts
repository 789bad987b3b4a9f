/** What a real process leaves in its file when it is killed, and when it is asked to end. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createDatabase } from "@headgate/db";
import { createHost } from "@headgate/testkit";
import { expect, test } from "vitest";
import { kept } from "./lossy.ts";

test("kill -9 costs what came since the last flush and nothing else, SIGTERM costs nothing", { timeout: 60_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), "headgate-usage-"));
  const file = join(folder, "headgate.db");
  try {
    expect(await ledgerEnds(file, 1, "SIGKILL")).toEqual([null, "SIGKILL"]);
    expect(await keptIn(file)).toEqual({ requests: 10, calls: 10 });
    // On what the first has left behind.
    expect(await ledgerEnds(file, 2, "SIGTERM")).toEqual([0, null]);
    expect(await keptIn(file)).toEqual({ requests: 27, calls: 27 });
  } finally {
    await rm(folder, { recursive: true });
  }
});

/** Exit code and signal of a ledger process that got this signal once it was ready. */
async function ledgerEnds(file: string, seed: number, signal: NodeJS.Signals): Promise<readonly unknown[]> {
  const program = fileURLToPath(new URL("crash-process.ts", import.meta.url));
  const child = spawn(process.execPath, ["--import", "tsx", "--conditions=@headgate/source", program, file, String(seed)], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const ended = once(child, "close");
  try {
    const first = await Promise.race([once(child.stdout, "data"), ended]);
    expect(String(first[0])).toBe("ready\n");
  } finally {
    child.kill(signal);
  }
  return ended;
}

async function keptIn(file: string): Promise<object> {
  const { log, clock } = createHost();
  const db = await createDatabase({ driver: "sqlite", file }, { log, clock });
  try {
    return await kept(db);
  } finally {
    await db.close();
  }
}
