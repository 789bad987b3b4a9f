/** Promise: what is made by API serves at once, survives a restart, is nowhere in the clear, and is gone once it is deleted. */
import { type Simulator, startSimulator } from "@headgate/simulator";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { providerKey } from "../start/config.ts";
import { api, chat, configOf, encryptionKey, mine, newFolder, secret, start } from "./scene.ts";

let simulator: Simulator;
beforeAll(async () => void (simulator = await startSimulator({ models: ["gpt-4o"] })));
beforeEach(() => simulator.reset());
afterAll(() => simulator?.close());

const keysSeen = (): readonly unknown[] => simulator.calls.map(({ key }) => key);

test("a provider and its key: made, used, there after a restart, deleted, gone", async () => {
  const config = configOf(simulator, { folder: newFolder() });
  const first = await start(config);
  expect(await chat(first, "mine/gpt-4o")).toMatchObject({ status: 404 });
  expect(await api(first, "POST", "", mine(simulator))).toMatchObject({
    status: 200,
    body: { name: "mine", owner: "api", keys: [{ id: "k0", value: "sk-m...cdef", enabled: true }] },
  });
  expect(await chat(first, "mine/gpt-4o")).toMatchObject({ status: 200, body: { extra_fields: { provider: "mine" } } });
  expect(keysSeen()).toEqual([secret]);
  expect(await first.stop()).toBe(0);

  const second = await start(config);
  expect(await chat(second, "mine/gpt-4o")).toMatchObject({ status: 200 });
  expect(keysSeen()).toEqual([secret, secret]);
  expect(await api(second, "DELETE", "/mine")).toEqual({ status: 200, body: { name: "mine" } });
  expect(await chat(second, "mine/gpt-4o")).toMatchObject({ status: 404 });
  expect(await second.stop()).toBe(0);
  const third = await start(config);
  expect((await api(third, "GET", "/mine")).status).toBe(404);
});

test("a key for a provider of the file is tried after the file's keys, until it is taken out", async () => {
  const gateway = await start(configOf(simulator, { folder: newFolder() }));
  expect(await api(gateway, "POST", "/openai/keys", { name: "k1", value: secret })).toMatchObject({
    status: 200,
    body: { id: "k1", owner: "api" },
  });
  expect((await chat(gateway, "openai/gpt-4o")).status).toBe(200);
  simulator.script({ key: providerKey, status: 401 });
  expect((await chat(gateway, "openai/gpt-4o")).status).toBe(200);
  expect(keysSeen()).toEqual([providerKey, providerKey, secret]);
  expect(await api(gateway, "PUT", "/openai/keys/k1", { enabled: false })).toMatchObject({
    status: 200,
    body: { value: "sk-m...cdef", enabled: false },
  });
  expect((await chat(gateway, "openai/gpt-4o")).status).toBe(502);
  expect(await api(gateway, "DELETE", "/openai/keys/k0")).toMatchObject({ status: 409, body: { type: "owned_by_config" } });
  expect(await api(gateway, "DELETE", "/openai/keys/k1")).toEqual({ status: 200, body: { id: "k1", name: "k1" } });
});

test("a request that is under way ends on the gateway that it began on", async () => {
  const gateway = await start(configOf(simulator, { folder: newFolder() }));
  expect((await api(gateway, "POST", "", mine(simulator))).status).toBe(200);
  simulator.script({ delayHeadersMs: 1000 });
  const slow = chat(gateway, "mine/gpt-4o");
  await simulator.waitForCalls(1);
  expect((await api(gateway, "DELETE", "/mine")).status).toBe(200);
  expect((await slow).status).toBe(200);
});

test("neither the database nor the log nor any answer holds the secret", async () => {
  const folder = newFolder();
  const gateway = await start(configOf(simulator, { folder }));
  const answers: unknown[] = [];
  const headers = { "x-team": "header-secret-0123456789" };
  const network = { base_url: `${simulator.url}/v1`, allow_private_network: true, extra_headers: headers };
  answers.push(await api(gateway, "POST", "", mine(simulator, { network_config: network })));
  answers.push(await api(gateway, "GET", ""), await api(gateway, "GET", "/mine"), await api(gateway, "GET", "/mine/keys/k0"));
  answers.push(await (await fetch(`${gateway.url}/api/config`)).json(), await (await fetch(`${gateway.url}/api/keys`)).json());
  expect((await chat(gateway, "mine/gpt-4o")).status).toBe(200);
  expect(simulator.calls[0]!.headers).toMatchObject({ "x-team": headers["x-team"] });
  const running = contents(folder);
  expect(await gateway.stop()).toBe(0);
  for (const text of [running, contents(folder), gateway.stdout(), gateway.stderr(), JSON.stringify(answers)]) {
    expect(text).not.toContain(secret);
    expect(text).not.toContain(headers["x-team"]);
    expect(text).not.toContain(encryptionKey);
  }
  // It is the right place to look.
  expect(contents(folder)).toContain("sealed.1.");
});

test("with another encryptionKey it does not start, says why, and loses nothing", async () => {
  const folder = newFolder();
  const config = configOf(simulator, { folder });
  const first = await start(config);
  expect((await api(first, "POST", "", mine(simulator))).status).toBe(200);
  await first.stop();
  const what = /providers\.mine\.keys\[0\]\.value: found server\.encryptionKey is not the one that it was encrypted with/;
  await expect(start(configOf(simulator, { folder }, { encryptionKey: "another passphrase, also long" }))).rejects.toThrow(what);
  await expect(start(configOf(simulator, { folder }, {}))).rejects.toThrow(/server\.encryptionKey is not set/);
  const again = await start(config);
  expect((await chat(again, "mine/gpt-4o")).status).toBe(200);
});

function contents(folder: string): string {
  return readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), "latin1"))
    .join("\n");
}
