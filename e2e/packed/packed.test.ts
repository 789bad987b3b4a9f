/** Promise: what is published works outside this repository, with a plugin that its authors have never seen. */
import { startSimulator } from "@headgate/simulator";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { pack } from "../../scripts/pack.mjs";
import { readLines } from "../start/lines.ts";

const stranger = fileURLToPath(new URL("../third-party/plugin", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "headgate-packed-"));
const npm = (args: string[], cwd: string): string =>
  execFileSync("npm", args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });

beforeAll(() => {
  const tarballs = pack(join(folder, "tarballs")).map(({ tarball }: { tarball: string }) => tarball);
  npm(["pack", "--pack-destination", join(folder, "tarballs")], stranger);
  const plugin = readdirSync(join(folder, "tarballs")).find((name) => name.startsWith("headgate-plugin-tally"))!;
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "somewhere-else", private: true, type: "module" }));
  npm(["install", "--no-audit", "--no-fund", "--ignore-scripts", ...tarballs, join(folder, "tarballs", plugin)], folder);
}, 180_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("npx headgate start serves built JavaScript with the stranger's plugin in the pipeline", async () => {
  const simulator = await startSimulator();
  const config = {
    providers: {
      openai: { baseUrl: `${simulator.url}/v1`, allowPrivateNetwork: true },
      spare: { baseUrl: `${simulator.url}/v1`, allowPrivateNetwork: true },
    },
    plugins: [
      ["@headgate/plugin-auth", { anonymous: true }],
      ["headgate-plugin-tally", {}],
      ["@headgate/plugin-fallback", {}],
    ],
  };
  writeFileSync(join(folder, "headgate.config.json"), JSON.stringify(config));
  const child = spawn("npx", ["headgate", "start", "--config", "headgate.config.json"], {
    cwd: folder,
    env: { ...process.env, PORT: "0", NODE_OPTIONS: "" },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  const ended = once(child, "close");
  try {
    const lines = readLines(child.stderr, ended);
    const [, url] = await lines.find((line) => /^headgate listens on (\S+)$/.exec(line));
    expect(lines.text()).toContain("tally");
    const body = { model: "openai/no-such-model", messages: [{ role: "user", content: "Hello" }], fallbacks: ["spare/gpt-4o"] };
    const answer = await fetch(`${url}/v1/chat/completions`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    const { choices, extra_fields: extra } = (await answer.json()) as {
      choices: { message: { content: string } }[];
      extra_fields: object;
    };
    expect(answer.status).toBe(200);
    expect(choices[0]!.message.content).toContain("Hello");
    expect(extra).toMatchObject({ provider: "spare", model_requested: "gpt-4o" });
    const tally = (await (await fetch(`${url}/tally`)).json()) as { seen: number; providers: Record<string, number> };
    // One client request, two calls that really left: the hook saw the one, the inner hook both.
    expect(tally).toMatchObject({ seen: 1, providers: { openai: 1, spare: 1 } });
  } finally {
    process.kill(-child.pid!, "SIGTERM");
    await ended;
    await simulator.close();
  }
}, 60_000);
