/** Promise: the commands at the top of the README work exactly as written, and its pipeline tree is true. */
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { readLines } from "../start/lines.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
// Any provider key in the environment would turn the demo into a real gateway.
const machine = Object.entries(process.env).filter(([name]) => !/_(?:API_)?KEY$/.test(name));
const environment = { ...Object.fromEntries(machine), PORT: "0" };

test("npm start, then its curl: an answer; SIGTERM to npm start ends the gateway with 0", async () => {
  const curl = /^curl http:\/\/127\.0\.0\.1:8080(?:.*\\\n)*.*$/m.exec(readme)![0];
  const child = spawn("npm", ["start", "--silent"], { cwd: root, env: environment, stdio: ["ignore", "pipe", "pipe"] });
  const ended = once(child, "close");
  const [, url] = await readLines(child.stderr, ended).find((line) => /^headgate listens on (\S+)$/.exec(line));
  const answer = execFileSync("sh", ["-c", `${curl.replace("http://127.0.0.1:8080", url!)} -sS`], { encoding: "utf8" });
  expect(JSON.parse(answer)).toMatchObject({
    object: "chat.completion",
    choices: [{ message: { role: "assistant" }, finish_reason: "stop" }],
    extra_fields: { provider: "openai", model_requested: "gpt-4o" },
  });
  child.kill("SIGTERM");
  const [code] = (await ended) as [number | null];
  expect(code).toBe(0);
  await expect(fetch(`${url}/health`)).rejects.toThrow("fetch failed");
});

test("npm run explain prints the tree that the README shows", () => {
  const printed = execFileSync("npm", ["run", "--silent", "explain"], { cwd: root, env: environment, encoding: "utf8" });
  const shown = /<!-- tree -->\n```\n([\s\S]*?)```/.exec(readme)![1];
  expect(shown).toBe(printed);
});
