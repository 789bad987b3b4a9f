/** Proves that a signal sent to `npm start` reaches the process behind it, through npm, the shell and the launcher. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, expect, test } from "vitest";

import { root } from "./workspaces.ts";

const folder = realpathSync(mkdtempSync(join(tmpdir(), "headgate-start-")));
afterAll(() => rmSync(folder, { recursive: true }));

const { start } = (JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts: { start: string } }).scripts;

test.each([
  ["SIGTERM", 0],
  ["SIGTERM", 7],
  ["SIGINT", 0],
] as const)("npm start passes %s on and exits with the gateway's own code %i", { timeout: 30_000 }, async (signal, code) => {
  const script = start.replace("scripts/start.mjs start", join(root, "e2e/house/signals/start.mjs"));
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "signals", scripts: { start: script } }));
  const child = spawn("npm", ["start", "--silent", "--", String(code)], { cwd: folder, stdio: ["ignore", "pipe", "inherit"] });

  let out = "";
  child.stdout.on("data", (bytes: Buffer) => {
    out += bytes.toString();
    if (out === `up in ${folder}\n`) child.kill(signal);
  });

  const [exit, killedBy] = (await once(child, "close")) as [number | null, NodeJS.Signals | null];
  expect({ out, exit, killedBy }).toEqual({ out: `up in ${folder}\ngot ${signal}\n`, exit: code, killedBy: null });
});

test("a gateway that a signal killed outright is reported as 128 + the signal's number", { timeout: 30_000 }, async () => {
  const child = spawn(process.execPath, [join(root, "e2e/house/signals/start.mjs")], { stdio: ["ignore", "pipe", "inherit"] });
  child.stdout.once("data", () => child.kill("SIGHUP"));
  expect(await once(child, "close")).toEqual([129, null]);
});
