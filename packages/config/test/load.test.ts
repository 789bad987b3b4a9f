/** A config is found, read in any of its formats, and read again when it changed. Nothing else is mixed in. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ConfigError, loadConfig, type LoadedConfig } from "../src/index.ts";
import { type Files, folder } from "./folder.ts";

const environment = { LEVEL: "debug", NODE_ENV: "production" };

const formats: readonly [name: string, text: (port: number) => string][] = [
  [
    "headgate.config.ts",
    (port) => `const port: number = ${port};\nexport default { server: { port }, log: { level: "env.LEVEL" } };`,
  ],
  ["headgate.config.mts", (port) => `export default { server: { port: ${port} as number }, log: { level: "env.LEVEL" } };`],
  ["headgate.config.js", (port) => `export default { server: { port: ${port} }, log: { level: "env.LEVEL" } };`],
  ["headgate.config.mjs", (port) => `export default async () => ({ server: { port: ${port} }, log: { level: "env.LEVEL" } });`],
  ["headgate.config.json", (port) => `{ "server": { "port": ${port} }, "log": { "level": "env.LEVEL" } }`],
  ["headgate.config.json5", (port) => `{ server: { port: ${port} }, /* loud */ log: { level: 'env.LEVEL' }, }`],
  ["headgate.config.yaml", (port) => `server:\n  port: ${port}\nlog: { level: env.LEVEL }\n`],
  ["headgate.config.yml", (port) => `server: { port: ${port} }\nlog: { level: env.LEVEL }\n`],
];

describe.each(formats)("%s", (name, text) => {
  it("is found and read", async () => {
    const { path } = folder({ [name]: text(1) });
    const loaded = await loadConfig({ cwd: path, environment });
    expect(loaded?.file).toBe(join(path, name));
    expect(loaded?.config).toMatchObject({ server: { port: 1, host: "127.0.0.1" }, log: { level: "debug" } });
  });

  it("is read again when it changed", async () => {
    const { path, write } = folder({ [name]: text(1) });
    const ports = [await portOf(path)];
    write({ [name]: text(2) });
    ports.push(await portOf(path));
    write({ [name]: text(3) });
    expect([...ports, await portOf(path)]).toEqual([1, 2, 3]);
  });
});

it("is read again when it is CommonJS", async () => {
  const { path, write } = folder({ "headgate.config.js": "module.exports = { server: { port: 1 } };" });
  const before = await portOf(path);
  write({ "headgate.config.js": "module.exports = { server: { port: 2 } };" });
  expect([before, await portOf(path)]).toEqual([1, 2]);
});

it.each(["@headgate/config", "headgate"])("knows defineGateway and env of %s where nothing is installed", async (name) => {
  const text = `import { defineGateway, env } from "${name}";\nexport default defineGateway({ log: { level: env("LEVEL") as "info" } });`;
  const { path } = folder({ "headgate.config.ts": text });
  expect((await loadConfig({ cwd: path, environment }))?.config.log.level).toBe("debug");
});

it("finds nothing in an empty folder, and mixes nothing in", async () => {
  const { path } = folder({
    ".headgaterc": "server.port=1",
    "package.json": '{ "headgate": { "server": { "port": 2 } } }',
    ".env": "LEVEL=error",
    ".config/headgate.json": '{ "server": { "port": 3 } }',
  });
  expect(await loadConfig({ cwd: path, environment })).toBeUndefined();
  expect(
    await load({ "headgate.config.yaml": "{}", ".headgaterc": "server.port=1", "package.json": '{ "headgate": 1 }' }),
  ).toMatchObject({
    config: { server: { port: 8080 } },
  });
});

it("reads the file that is named, from where one stands", async () => {
  const { path } = folder({ "conf/mine.json": '{ "server": { "port": 7 } }', "headgate.config.json": "{}" });
  const loaded = await loadConfig({ cwd: path, file: "conf/mine.json", environment });
  expect(loaded).toMatchObject({ file: join(path, "conf/mine.json"), config: { server: { port: 7 } } });
});

it("reads files beside the config, without their last newline", async () => {
  const keys = "keys: [{ name: k, value: file.secrets/key }, { name: l, value: file.crlf }]";
  const loaded = await load({
    "headgate.config.yaml": `providers: { a: { baseUrl: "http://a.test", ${keys} } }`,
    "secrets/key": "sk-1\n",
    crlf: "sk-2\r\n",
  });
  expect(loaded?.config.providers["a"]?.keys.map(({ value }) => value)).toEqual(["sk-1", "sk-2"]);
});

const faults: readonly [name: string, files: Files, found: string, expected: string][] = [
  [
    "two configs",
    { "headgate.config.json": "{}", "headgate.config.yaml": "{}" },
    "DIR/headgate.config.json and DIR/headgate.config.yaml",
    "one config file: remove or rename the others",
  ],
  [
    "malformed JSON",
    { "headgate.config.json": '{\n  "server": { "port": x }\n}' },
    "a syntax error at line 2, column 23",
    "a file that can be read as json",
  ],
  [
    "JSON with a trailing comma",
    { "headgate.config.json": '{ "a": [1, 2,] }' },
    "a syntax error at line 1, column 14",
    "a file that can be read as json",
  ],
  [
    "JSON without a comma",
    { "headgate.config.json": '{ "a": 1\n"b": 2 }' },
    "a syntax error at line 2, column 1",
    "a file that can be read as json",
  ],
  [
    "JSON with a line break in a string",
    { "headgate.config.json": '{ "a": "b\n" }' },
    "a syntax error at line 1, column 8",
    "a file that can be read as json",
  ],
  [
    "JSON with an unquoted key",
    { "headgate.config.json": "{ a: 1 }" },
    "a syntax error at line 1, column 3",
    "a file that can be read as json",
  ],
  [
    "JSON that ends early",
    { "headgate.config.json": '{ "a": {} ' },
    "a syntax error at line 1, column 11",
    "a file that can be read as json",
  ],
  [
    "JSON that goes on",
    { "headgate.config.json": "{} {}" },
    "a syntax error at line 1, column 4",
    "a file that can be read as json",
  ],
  ["no JSON", { "headgate.config.json": "" }, "a syntax error at line 1, column 1", "a file that can be read as json"],
  [
    "malformed JSON5",
    { "headgate.config.json5": "{ a: 1,\n b: x }" },
    "a syntax error at line 2, column 5",
    "a file that can be read as json5",
  ],
  [
    "malformed YAML",
    { "headgate.config.yaml": "a: 1\n  b: [1\n" },
    "bad indentation of a mapping entry at line 2, column 4",
    "a file that can be read as yaml",
  ],
  [
    "a key twice in YAML",
    { "headgate.config.yaml": "log: {}\nlog: {}\n" },
    "duplicated mapping key at line 2, column 1",
    "a file that can be read as yaml",
  ],
  ["YAML that is only text", { "headgate.config.yaml": "sk-canary\n" }, "a string", "an object"],
  ["YAML that says nothing", { "headgate.config.yaml": "# nothing\n" }, "null", "an object"],
  ["code that throws", { "headgate.config.mjs": 'throw new Error("no luck");' }, "no luck", "a file that can be read as mjs"],
  [
    "code without a default export",
    { "headgate.config.mjs": "export const a = 1;" },
    "no default export: write `export default defineGateway({ ... })`",
    "a file that can be read as mjs",
  ],
];

it.each(faults)("says where the fault is in %s", async (_, files, found, expected) => {
  const { path } = folder(files);
  const error = await loadConfig({ cwd: path, environment }).catch((error: unknown) => error);
  expect(error).toBeInstanceOf(ConfigError);
  expect((error as ConfigError).issues).toEqual([{ path: "", found: found.replaceAll("DIR", path), expected }]);
});

it.each<readonly [text: string, path: string, found: string]>([
  ['{ "log": {},\n  "log": {} }', "log", 'the key "log" again at line 2, column 3'],
  ['{ "models": { "m": ["a/b"] }, "models": {} }', "models", 'the key "models" again at line 1, column 31'],
  [
    '{ "providers": { "a": { "keys": [{ "name": "x" }, { "name": "x, \\"name\\"", "name": "y" }] } } }',
    "providers.a.keys[1].name",
    'the key "name" again at line 1, column 76',
  ],
  ['{ "models": { "a b": [], "a\\u0020b": [] } }', "models", "a key of 3 characters again at line 1, column 26"],
])("takes no key twice: %s", async (text, path, found) => {
  const error = await load({ "headgate.config.json": text }).catch((thrown: unknown) => thrown);
  expect((error as ConfigError).issues).toEqual([{ path, found, expected: "each key only once" }]);
});

it("takes one key in several objects, and strings that look like one", async () => {
  const text = '{ "models": { "a": ["o/a", "o/a"], "b": ["o/a"] }, "providers": { "o": { "baseUrl": "http://a.test" } } }';
  expect(await load({ "headgate.config.json": text })).toMatchObject({ config: { models: { a: ["o/a", "o/a"] } } });
});

it.each([
  ["nothing.json", "no such file", "a config file"],
  ["conf", "a folder", "a config file"],
  ["a.toml", "a *.toml file", "one of .ts, .mts, .js, .mjs, .json, .json5, .yaml, .yml"],
])("refuses --config %s", async (file, found, expected) => {
  const { path } = folder({ "a.toml": "" });
  mkdirSync(join(path, "conf"));
  const error = (await loadConfig({ cwd: path, file, environment }).catch((error: unknown) => error)) as ConfigError;
  expect(error.issues).toEqual([{ path: "", found, expected }]);
  expect(error.message).toContain(join(path, file));
});

it.each([
  ["headgate.config.yaml", "server: { host: null }"],
  ["headgate.config.json5", "{ server: { host: null } }"],
])("does not take null for a default: %s", async (name, text) => {
  await expect(load({ [name]: text })).rejects.toThrow("server.host: found null, expected a non-empty string");
});

it.each([
  ["headgate.config.yaml", "$meta: { a: 1 }"],
  ["headgate.config.yaml", "$production: { log: { level: error } }"],
  ["headgate.config.json5", "{ $env: { production: {} } }"],
  ["headgate.config.yaml", "extends: ./other.yaml"],
])("takes no magic key: %s with %s", async (name, text) => {
  await expect(load({ [name]: text })).rejects.toThrow(/found the unknown key "(\$meta|\$production|\$env|extends)"/);
});

async function load(files: Files): Promise<LoadedConfig | undefined> {
  return loadConfig({ cwd: folder(files).path, environment });
}

async function portOf(cwd: string): Promise<number | undefined> {
  return (await loadConfig({ cwd, environment }))?.config.server.port;
}

it("reports the faults of its plugins together with its own, each once", async () => {
  const plugin = `
    const config = { safeParse: (o) => o.key === "long" ? { success: true } : { success: false, error: { issues: [{ code: "custom", path: ["key"], message: "a long one" }] } } };
    export default Object.assign((options) => ({ name: "p", spec: { config }, options }), { spec: { api: 1, setup: () => ({}) } });
  `;
  const plugins = [["./p.js", { key: "short" }], ["./p.js", { key: "env.UNSET" }], "@headgate/plugin-ahth"];
  const { path } = folder({ "p.js": plugin, "headgate.config.json": JSON.stringify({ prots: 1, plugins }) });
  const error: unknown = await loadConfig({ cwd: path, environment }).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ConfigError);
  expect((error as ConfigError).issues.map((issue) => [issue.path, issue.found])).toEqual([
    ["plugins[1].options.key", "env.UNSET, which is not set"],
    ["prots", 'the unknown key "prots"'],
    ["plugins[0].options.key", "a string"],
    ["plugins[2]", expect.stringContaining('"@headgate/plugin-ahth", which was found neither in')],
  ]);
});
