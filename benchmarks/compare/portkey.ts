/** Portkey's gateway, the nearest cousin, installed on demand outside of the workspace with the versions that work. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { scratch, type Side } from "../load/sides.ts";
import { freePort, listening } from "../machine/ready.ts";
import { root, start } from "../machine/spawn.ts";

const folder = join(root, "benchmarks", "compare", "portkey");
const installed = join(folder, "node_modules", "@portkey-ai", "gateway");

/** Undefined, with the reason printed, when it cannot be installed. */
export function portkeySide(): Side | undefined {
  if (!existsSync(installed)) install();
  if (!existsSync(installed)) return undefined;
  const { version } = JSON.parse(readFileSync(join(installed, "package.json"), "utf8")) as { version: string };
  return {
    name: `Portkey ${version}`,
    kind: "other",
    marks: [],
    async start() {
      const port = await freePort();
      mkdirSync(scratch, { recursive: true });
      const output = join(scratch, `portkey-${port}.log`);
      const running = start([process.execPath, join(installed, "build", "start-server.js"), `--port=${port}`, "--headless"], {
        core: "measured",
        cwd: installed,
        output,
      });
      await listening(port, running, "Portkey", output);
      return { ...running, port };
    },
  };
}

/** What tells Portkey where to send a request; the others pass it on or leave it out. */
export function portkeyHeaders(upstream: number): readonly string[] {
  return ["x-portkey-provider: openai", `x-portkey-custom-host: http://127.0.0.1:${upstream}/v1`];
}

function install(): void {
  console.log("installing Portkey's gateway, once ...\n");
  const flags = ["--no-package-lock", "--ignore-scripts", "--no-audit", "--no-fund", "--no-workspaces"];
  const { status } = spawnSync("npm", ["install", ...flags], { cwd: folder, stdio: ["ignore", "ignore", "inherit"] });
  if (status !== 0) console.log("npm could not install it: Portkey is left out\n");
}
