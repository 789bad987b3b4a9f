/** Where the configuration comes from, and what the environment says over it. */
import { describe, expect, test } from "vitest";
import { readSource } from "../src/source.ts";
import { folder } from "./program.ts";

const file = { server: { port: 8080, host: "127.0.0.1" } };

async function server(environment: Record<string, string>): Promise<object> {
  const source = await readSource({ cwd: await folder({ "headgate.config.json": file }), environment });
  const { port, host } = source.config.server;
  return { port, host };
}

describe("the environment", () => {
  test.each([
    [{}, { port: 8080, host: "127.0.0.1" }],
    [{ PORT: "9000" }, { port: 9000, host: "127.0.0.1" }],
    [{ PORT: "0" }, { port: 0, host: "127.0.0.1" }],
    [{ HOST: "0.0.0.0" }, { port: 8080, host: "0.0.0.0" }],
    [
      { HOST: "::1", PORT: "65535" },
      { port: 65_535, host: "::1" },
    ],
    [
      { HOST: "", PORT: "" },
      { port: 8080, host: "127.0.0.1" },
    ],
  ])("%j wins: %j", async (environment, expected) => {
    expect(await server(environment)).toEqual(expected);
  });

  test.each(["http", "-1", "80.5", "65536", "99999", "1e3", " 80", "0x50"])("PORT=%j is refused", async (PORT) => {
    await expect(server({ PORT })).rejects.toThrow(`PORT is ${JSON.stringify(PORT)}; expected a number from 0 to 65535`);
  });
});

test.each<[object, readonly string[]]>([
  [{}, ["groq", "together"]],
  [{ providers: {} }, []],
  [{ providers: { openai: {} } }, ["openai"]],
])("the providers of %j, where the environment has keys of two", async (said, names) => {
  const cwd = await folder({ "headgate.config.json": { ...file, ...said } });
  const { config } = await readSource({ cwd, environment: { GROQ_API_KEY: "gsk_1", TOGETHER_API_KEY: "t1" } });
  expect(Object.keys(config.providers)).toEqual(names);
});

test("a config that was named must be there", async () => {
  await expect(readSource({ cwd: await folder(), file: "nope.json", environment: {} })).rejects.toThrow(/no such file/);
});

test("two configs in one folder are one too many", async () => {
  const cwd = await folder({ "headgate.config.json": file, "headgate.config.yaml": "{}" });
  await expect(readSource({ cwd, environment: {} })).rejects.toThrow(/expected one config file/);
});

test("a file's own banner is none, and it judges nobody at the door", async () => {
  const source = await readSource({ cwd: await folder({ "headgate.config.json": file }), environment: {} });
  expect([source.banner, source.admission, source.file?.endsWith("headgate.config.json")]).toEqual([[], undefined, true]);
});

describe("who may manage the gateway", () => {
  const auth = (options: object): object => ({ plugins: [["@headgate/plugin-auth", { anonymous: true, ...options }]] });
  const read = async (config: object, environment: Record<string, string> = {}) =>
    readSource({ cwd: await folder({ "headgate.config.json": config }), environment });

  test("HEADGATE_ADMIN_KEY is one more admin of auth, beside those of the file", async () => {
    const own = { name: "ops", value: "an-admin-key-of-the-file" };
    const { plugins } = await read(auth({ adminKeys: [own] }), { HEADGATE_ADMIN_KEY: "an-admin-key-of-the-platform" });
    const { adminKeys } = plugins[0]!.options as { adminKeys: object[] };
    expect(adminKeys).toEqual([own, { name: "HEADGATE_ADMIN_KEY", value: "an-admin-key-of-the-platform" }]);
  });
  test("HEADGATE_ADMIN_KEY without auth is a mistake that is told", async () => {
    await expect(read({ plugins: [] }, { HEADGATE_ADMIN_KEY: "an-admin-key-of-the-platform" })).rejects.toThrow(/no auth plugin/);
  });
  test("openAdmin serves this machine only, and no page of another origin", async () => {
    const { admission } = await read(auth({ openAdmin: true }));
    const from = (headers: object) => admission!({ headers } as never)?.code;
    expect([from({ host: "127.0.0.1:8080" }), from({ host: "evil.test" })]).toEqual([undefined, "forbidden_origin"]);
    expect(from({ host: "localhost:8080", origin: "https://evil.test" })).toBe("forbidden_origin");
  });
  test("openAdmin on another address does not start", async () => {
    await expect(read(auth({ openAdmin: true }), { HOST: "0.0.0.0" })).rejects.toThrow(/openAdmin and server.host is 0.0.0.0/);
  });
});

test("HEADGATE_DATA says where the embedded state is kept", async () => {
  const cwd = await folder({ "headgate.config.json": file });
  const state = async (environment: Record<string, string>) => (await readSource({ cwd, environment })).config.state;
  expect([await state({}), await state({ HEADGATE_DATA: "/data" })]).toEqual([{ folder: ".headgate" }, { folder: "/data" }]);
});
