/** Runs a TypeScript entry of this repository unbuilt, as a child that receives the signals and passes on its exit code. */
import { spawn } from "node:child_process";
import { constants } from "node:os";
import { join } from "node:path";

import { root } from "./install.mjs";

const SIGNALS = ["SIGTERM", "SIGINT", "SIGHUP"];

/**
 * Never returns while the child runs; exits with its code, or 128 + n when signal n ended it. Ctrl-C in a terminal reaches
 * every process of the group, so the child may see SIGINT more than once.
 *
 * @param {string} entry absolute path of a .ts or .mjs file
 * @param {readonly string[]} args
 */
export function launch(entry, args) {
  const flags = ["--import", import.meta.resolve("tsx"), "--conditions=@headgate/source"];
  // A tsconfig.json in the caller's folder is none of our business, and tsx would read it.
  const env = { ...process.env, TSX_TSCONFIG_PATH: join(root, "tsconfig.base.json") };
  const child = spawn(process.execPath, [...flags, entry, ...args], { stdio: "inherit", cwd: callersFolder(), env });
  for (const signal of SIGNALS) process.on(signal, () => child.kill(signal));
  child.on("error", (error) => {
    process.stderr.write(`headgate: cannot start ${process.execPath}: ${error.message}\n`);
    process.exit(1);
  });
  child.on("exit", (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)));
}

/** npm runs a script in the root folder; a relative --config means the folder where npm was called. */
function callersFolder() {
  const throughNpm = process.env.npm_lifecycle_script?.includes("scripts/start.mjs") && process.cwd() === root;
  return (throughNpm && process.env.INIT_CWD) || process.cwd();
}
