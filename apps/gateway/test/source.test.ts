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

test("a config that was named must be there", async () => {
  await expect(readSource({ cwd: await folder(), file: "nope.json", environment: {} })).rejects.toThrow(/no file there/);
});

test("two configs in one folder are one too many", async () => {
  const cwd = await folder({ "headgate.config.json": file, "headgate.config.yaml": "{}" });
  await expect(readSource({ cwd, environment: {} })).rejects.toThrow(/expected one config file/);
});

test("a file's own banner is none, and it judges nobody at the door", async () => {
  const source = await readSource({ cwd: await folder({ "headgate.config.json": file }), environment: {} });
  expect([source.banner, source.admission, source.file?.endsWith("headgate.config.json")]).toEqual([[], undefined, true]);
});
