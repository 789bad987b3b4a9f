/** `headgate check` shows whose each provider and key is, and leaves no trace. */
import { existsSync, readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { folder, runProgram } from "../program.ts";
import { encryptionKey, openScene, place, secret } from "./scene.ts";

// Processes start slowly on a machine that is busy with other tests.
vi.setConfig({ testTimeout: 60_000 });

const openai = { baseUrl: "https://api.openai.test/v1", keys: [{ name: "k0", value: "sk-of-the-config-file-0123456789" }] };
const configOf = (state: string, providers: object = { openai }, key = encryptionKey): object => ({
  server: { encryptionKey: key },
  state: { folder: state },
  providers,
});

async function check(cwd: string): Promise<{ code: number | null; out: string; said: string }> {
  const program = runProgram(cwd, ["check"]);
  return { code: await program.code, out: program.out(), said: program.said() };
}

test("where nothing was made by API there is no table, and no file is made", async () => {
  const cwd = await folder({ "headgate.config.json": configOf("state") });
  expect(await check(cwd)).toMatchObject({ code: 0, out: expect.stringMatching(/\n {2}plugins: gateway-routes\n$/) });
  expect(existsSync(join(cwd, "state"))).toBe(false);
});

test("a database of others is left as it is", async () => {
  const cwd = await folder({ "headgate.config.json": configOf("state") });
  await mkdir(join(cwd, "state"));
  await writeFile(join(cwd, "state/headgate.db"), "");
  expect(await check(cwd)).toMatchObject({ code: 0, said: "" });
  expect(readFileSync(join(cwd, "state/headgate.db"))).toHaveLength(0);
});

test("shows whose each provider and key is, and what does not count", async () => {
  const cwd = await folder();
  const scene = await openScene({ folder: join(cwd, "state") });
  await scene.settings.createProvider("mine", { ...place, keys: [{ name: "a", value: secret, enabled: false }] });
  await scene.settings.createProvider("later", place);
  await scene.settings.createKey("openai", { name: "k1", value: `${secret}-1` });
  await scene.close();
  await writeFile(join(cwd, "headgate.config.json"), JSON.stringify(configOf("state", { openai, later: place })));
  const { code, out, said } = await check(cwd);
  expect([code, said]).toEqual([0, ""]);
  expect(out.split("\n").slice(1)).toEqual([
    "  providers: openai, later, mine",
    "  plugins: gateway-routes",
    "  PROVIDER  OWNER  KEYS",
    "  openai    file   k0 (file), k1 (api)",
    "  later     file   none",
    "  mine      api    a (api, not enabled)",
    "  not used: the provider later: the config file has a provider of that name",
    "",
  ]);
  await writeFile(join(cwd, "headgate.config.json"), JSON.stringify(configOf("state", { openai }, "another passphrase of ours")));
  expect(await check(cwd)).toMatchObject({ code: 1, said: expect.stringContaining("is not the one that it was encrypted with") });
});
