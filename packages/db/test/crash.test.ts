/** A writer that is killed: what it saw committed is there. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { createClock } from "@headgate/testkit";
import { expect, it } from "vitest";
import { createDatabase, sql } from "../src/index.ts";
import { openedOf } from "../src/opened.ts";
import { lines } from "./lines.ts";

it("keeps every row that a killed process saw committed", { timeout: 30_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), "headgate-crash-"));
  const file = join(folder, "headgate.db");
  const writer = spawn(
    process.execPath,
    ["--import", "tsx", "--conditions=@headgate/source", join(import.meta.dirname, "writer.ts"), file],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  const gone = new Promise((resolve) => writer.once("exit", (_code, signal) => resolve(signal)));
  let last = 0;
  for await (const line of createInterface(writer.stdout)) {
    last = Number(line);
    if (last === 500) writer.kill("SIGKILL");
  }
  expect(await gone).toBe("SIGKILL");
  const database = await createDatabase({ driver: "sqlite", file }, { log: lines().log, clock: createClock() });
  const { kysely } = await openedOf(database);
  const { rows } = await sql<{
    n: number;
    low: number;
    high: number;
  }>`select count(*) n, min(id) low, max(id) high from rows`.execute(kysely);
  const { n, low, high } = rows[0]!;
  const check = await sql<{ integrity_check: string }>`pragma integrity_check`.execute(kysely);
  await database.close();
  rmSync(folder, { recursive: true });
  expect(last).toBeGreaterThanOrEqual(500);
  expect(high).toBeGreaterThanOrEqual(last);
  expect([low, n, check.rows]).toEqual([1, high, [{ integrity_check: "ok" }]]);
});
