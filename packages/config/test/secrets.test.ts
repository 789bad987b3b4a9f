/** No error quotes a secret, wherever it stands and whatever is wrong with it. */
import { definePlugin } from "@headgate/core";
import { expect, it } from "vitest";
import { z } from "zod";
import { ConfigError, loadConfig, parseConfig, resolvePlugins } from "../src/index.ts";
import { folder } from "./folder.ts";

const canary = "sk-canary-0123456789abcdef0123456789abcdef";
const baseUrl = "https://api.test/v1";

it.each<[name: string, raw: object]>([
  ["beside an unknown key", { providers: { a: { baseUrl, keys: [{ name: "k", value: "env.SECRET", wieght: 1 }] } } }],
  ["as a key's whole", { providers: { a: { baseUrl, keys: ["env.SECRET"] } } }],
  ["as a key's whole, written out", { providers: { a: { baseUrl, keys: [canary] } } }],
  ["as a list of keys", { providers: { a: { baseUrl, keys: canary } } }],
  ["as a key's unknown key", { providers: { a: { baseUrl, keys: [{ [canary]: "k" }] } } }],
  ["as headers", { providers: { a: { baseUrl, headers: canary } } }],
  ["as a value that is a list", { providers: { a: { baseUrl, keys: [{ name: "k", value: [canary] }] } } }],
  ["as a header's value", { providers: { a: { baseUrl, headers: { "bad name": canary } } } }],
  ["where a number belongs", { server: { port: "env.SECRET" } }],
  ["where a word belongs", { log: { level: "env.SECRET" } }],
  ["where a target belongs", { models: { fast: ["env.SECRET"] } }],
  ["where a target's provider belongs", { models: { fast: ["env.TARGET"] } }],
  ["where a URL belongs", { providers: { a: { baseUrl: "env.SECRET" } } }],
  ["in a URL", { providers: { a: { baseUrl: `https://u:${canary}@api.test/?k=${canary}` } } }],
  ["as an encryption key that is too short", { server: { encryptionKey: "canary" } }],
  ["where a plugin belongs", { plugins: [["a", {}, "env.SECRET"]] }],
])("hides a secret %s", (_, raw) => {
  const error = caught(() => parseConfig(raw, { SECRET: canary, TARGET: `${canary}/model` }));
  expect(error).toBeInstanceOf(ConfigError);
  expect(everything(error)).not.toContain("canary");
});

it.each([
  ["headgate.config.json", `{ "value": "${canary}" "b": 1 }`],
  ["headgate.config.json", `{ "value": ${canary} }`],
  ["headgate.config.json", `["${canary}", x]`],
  ["headgate.config.yaml", `value: "${canary}"\n bad: [`],
  ["headgate.config.yaml", `value: "${canary}`],
  ["headgate.config.json5", `{ value: '${canary}' b }`],
])("hides a secret in a malformed file: %s %#", async (name, text) => {
  const error = await loadConfig({ cwd: folder({ [name]: text }).path, environment: {} }).catch((error: unknown) => error);
  expect(error).toBeInstanceOf(ConfigError);
  expect(everything(error)).not.toContain("canary");
});

const plugin = definePlugin({
  api: 1,
  name: "p",
  config: z.strictObject({ adminKey: z.int(), mode: z.enum(["closed", "open"]), list: z.array(z.url()) }),
  setup: () => ({}),
});

it("hides a secret in a plugin's options", async () => {
  const options = { adminKey: canary, mode: canary, list: [canary], [canary]: canary };
  const error = await resolvePlugins([plugin(options as never)], { file: "/nowhere/a.json" }).catch((error: unknown) => error);
  expect((error as ConfigError).issues).toHaveLength(4);
  expect(everything(error)).not.toContain("canary");
});

function caught(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    return error;
  }
}

function everything(error: unknown): string {
  const { message, stack, cause, issues } = error as ConfigError;
  return [message, stack, String(cause), JSON.stringify(issues), JSON.stringify(error)].join("\n");
}
