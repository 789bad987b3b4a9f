/** Repeats the unit tests and the official SDK's scenarios on other versions of Node: `node scripts/matrix.mjs [22 24 26]`. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

import { install, root } from "./install.mjs";

const asked = process.argv.slice(2);
const versions = asked.length > 0 ? asked : ["22", "24", "26"];
const vitest = join("node_modules", "vitest", "vitest.mjs");
// What the house looks at does not depend on the version of Node.
const runs = [["--project", "unit", "--exclude", "e2e/house/**"]];
if (existsSync(join(root, "e2e", "openai-sdk"))) runs.push(["--project", "e2e", "e2e/openai-sdk"]);

install();
const failed = versions.filter((version) => !passesOn(version));
console.log(failed.length === 0 ? `passed on Node ${versions.join(", ")}` : `failed on Node ${failed.join(", ")}`);
process.exitCode = failed.length === 0 ? 0 : 1;

function passesOn(version) {
  return on(version, ["--version"]) && runs.every((flags) => on(version, [vitest, "run", ...flags]));
}

function on(version, args) {
  console.log(`\n--- Node ${version}: ${args.join(" ")}`);
  const { status } = spawnSync("npx", ["-y", "-p", `node@${version}`, "--", "node", ...args], { cwd: root, stdio: "inherit" });
  return status === 0;
}
