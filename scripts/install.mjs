/** Installs the dependencies when they are missing or out of date, so that one `npm start` or `npm test` is enough. */
import { spawnSync } from "node:child_process";
import { realpathSync } from "node:fs";
import { basename, dirname } from "node:path";
import { fileURLToPath } from "node:url";

import { missing } from "./installed.mjs";

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Exits the process with npm's own code when npm fails. */
export function install() {
  const reason = missing(root);
  if (reason === undefined) return;
  say(`${reason}; installing with npm ci (this takes a minute, once) ...`);
  const started = Date.now();
  // Dev dependencies run the source: they are needed even where NODE_ENV is "production".
  const status = npm(["ci", "--include=dev", "--no-audit", "--no-fund", "--no-progress"]);
  if (status !== 0) {
    say(`npm ci failed with code ${status}`);
    process.exit(status);
  }
  say(`installed in ${Math.round((Date.now() - started) / 1000)} s`);
}

function npm(args) {
  const path = process.env.npm_execpath;
  const [command, first] = path && basename(path) === "npm-cli.js" ? [process.execPath, [path]] : ["npm", []];
  // npm's words go to stderr: stdout belongs to the command that follows, which may be piped.
  const options = { cwd: root, stdio: ["ignore", 2, 2], shell: process.platform === "win32", env: environment() };
  const { status, error } = spawnSync(command, [...first, ...args], options);
  if (error) say(`cannot run ${command}: ${error.message}`);
  return status ?? 1;
}

/** Without what an outer npm says about its own run (a prefix, a workspace, a dry run): this install is about this folder. */
function environment() {
  const about =
    /^npm_config_(local_prefix|prefix|global|location|workspaces?|include_workspace_root|dry_run|omit|only|production)$/i;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !about.test(name)));
}

function say(text) {
  process.stderr.write(`headgate: ${text}\n`);
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) install();
