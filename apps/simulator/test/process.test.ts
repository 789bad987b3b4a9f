// The simulator as a process: one line when it is ready, gone at SIGTERM whatever is open.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { startSimulator } from "../src/index.ts";
import { hello } from "./clients.ts";

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url));

function run(...args: string[]) {
  return spawn(process.execPath, ["--import", "tsx", "--conditions=@headgate/source", main, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
  });
}

it("prints where it listens, obeys its options, and leaves at SIGTERM with a stream open", async () => {
  const child = run("--port", "0", "--tokens", "3", "--models", "a,gpt-4o", "--name", "p9");
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  const url = /^simulator listening on (http:\/\/127\.0\.0\.1:\d+)\n$/.exec(line.toString())?.[1];
  const models = await (await fetch(`${url}/v1/models`)).json();
  expect(models).toMatchObject({ data: [{ id: "a", owned_by: "p9" }, { id: "gpt-4o" }] });
  const post = (fault: object) =>
    fetch(`${url}/v1/chat/completions`, {
      method: "POST",
      body: JSON.stringify({ ...hello, stream: true }),
      headers: { "x-simulator-fault": JSON.stringify(fault) },
    });
  expect((await (await post({})).text()).match(/"content":"[^"]/g)).toHaveLength(3);
  const open = await post({ stallAfter: 1 });
  child.kill("SIGTERM");
  await expect(open.text()).rejects.toThrow("terminated");
  const [code] = (await once(child, "exit")) as [number | null];
  expect(code).toBe(0);
}, 15_000);

it("says what is wrong with an option", async () => {
  const child = run("--pace", "fast");
  let said = "";
  child.stderr.on("data", (bytes: Buffer) => (said += bytes.toString()));
  const [code] = (await once(child, "close")) as [number | null];
  expect(said).toContain(`--pace takes a whole number, not "fast".`);
  expect(code).toBe(1);
}, 15_000);

it("rejects on a port that is taken", async () => {
  const first = await startSimulator();
  await expect(startSimulator({ port: first.port })).rejects.toMatchObject({ code: "EADDRINUSE" });
  await first.close();
});
