#!/usr/bin/env node
/** What must be settled before anything is loaded: that this Node can load it, and whether there are colours. */

const { env, stdout, stderr, versions } = process;
const [major = 0, minor = 0] = versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  stderr.write(`headgate: this is Node ${versions.node}; expected 20.19 or later\n`);
  process.exitCode = 1;
} else {
  // Whatever it is set to counts (https://no-color.org), and a pipe is no terminal; the library knows only "1".
  if (env["NO_COLOR"] || !stdout.isTTY || !stderr.isTTY) env["NO_COLOR"] = "1";
  await import("./cli.ts");
}
