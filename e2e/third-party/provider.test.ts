/** Promise: a provider that only a stranger's package knows is served by its name and keys alone. */
import { startUpstream } from "@headgate/testkit";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readLines } from "../start/lines.ts";

const stranger = fileURLToPath(new URL("provider", import.meta.url));
const root = fileURLToPath(new URL("../../", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "headgate-provider-"));
const secret = "sk-acme-0123456789abcdefghij";

beforeAll(() => {
  const npm = (args: string[], cwd: string): unknown => execFileSync("npm", args, { cwd, stdio: ["ignore", "pipe", "pipe"] });
  npm(["pack", "--pack-destination", folder], stranger);
  const tarball = readdirSync(folder).find((name) => name.endsWith(".tgz"))!;
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "somewhere-else", private: true, type: "module" }));
  npm(["install", "--no-audit", "--no-fund", "--ignore-scripts", "--offline", `./${tarball}`], folder);
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("a packed provider is asked as it says, from a config that names it and its key", async () => {
  const choices = [{ index: 0, message: { role: "assistant", content: "Hello" }, finish_reason: "stop" }];
  const event = {
    id: "c",
    object: "chat.completion.chunk",
    choices: [{ index: 0, delta: { content: "Hello" }, finish_reason: "stop" }],
  };
  const upstream = await startUpstream([
    { body: { id: "c", object: "chat.completion", created: 1, model: "m", choices } },
    { events: [JSON.stringify(event)] },
  ]);
  const acme = {
    use: "headgate-provider-acme",
    options: { region: "us" },
    keys: [{ name: "k0", value: "env.ACME_API_KEY" }],
    baseUrl: upstream.origin,
    allowPrivateNetwork: true,
  };
  const config = { providers: { acme }, plugins: [["@headgate/plugin-auth", { anonymous: true }]] };
  const file = join(folder, "headgate.config.json");
  writeFileSync(file, JSON.stringify(config));
  const program = ["--import", "tsx", "--conditions=@headgate/source", "apps/gateway/src/main.ts", "start", "--config", file];
  const child = spawn(process.execPath, program, {
    cwd: root,
    env: { PATH: process.env["PATH"], PORT: "0", ACME_API_KEY: secret },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const ended = once(child, "close");
  try {
    const [, url] = await readLines(child.stderr, ended).find((line) => /^headgate listens on (\S+)$/.exec(line));
    const ask = async (more: object): Promise<string> => {
      const body = { model: "acme/m", messages: [{ role: "user", content: "Hello" }], max_completion_tokens: 5, ...more };
      const answer = await fetch(`${url}/v1/chat/completions`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      });
      expect(answer.status).toBe(200);
      return answer.text();
    };
    expect(JSON.parse(await ask({}))).toMatchObject({ choices, extra_fields: { provider: "acme" } });
    // It ends without [DONE], as it said that it would.
    expect(await ask({ stream: true })).not.toContain("error");
    upstream.verify();
    for (const { path, headers, body } of upstream.requests) {
      expect([path, headers["x-acme-key"], headers.authorization]).toEqual([
        "/us/models/m/talk?version=2",
        `Acme ${secret}`,
        undefined,
      ]);
      expect(JSON.parse(body)).toMatchObject({ model: "m", limit: 5 });
    }
  } finally {
    child.kill("SIGTERM");
    await ended;
    await upstream.close();
  }
});
