/** Without a config: the demo, for this machine only; or one new key for the provider that the environment names. */
import { parseConfig } from "@headgate/config";
import { catalogue } from "@headgate/providers";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { isLoopback, type Unconfigured, unconfigured } from "../src/demo.ts";
import { folder, startProgram } from "./program.ts";

// Processes start slowly on a machine that is busy with other tests.
vi.setConfig({ testTimeout: 60_000 });

describe("the demo", () => {
  let demo: Unconfigured;
  beforeAll(async () => {
    demo = await unconfigured({});
  });
  afterAll(() => demo.close());

  const refusal = (headers: Record<string, string>): unknown => demo.admission!({ headers } as never);

  test.each(["localhost", "localhost:8080", "LOCALHOST:1", "127.0.0.1:8080", "127.1.2.3", "[::1]:8080", "[::1]"])(
    "answers a Host of %s",
    (host) => {
      expect(refusal({ host })).toBeUndefined();
    },
  );

  test.each([
    "",
    "example.com",
    "localhost.evil.test",
    "127.0.0.1.evil.test",
    "evil.test:8080",
    "0.0.0.0",
    "192.168.1.1",
    "localhost:",
    "localhost:80:80",
    "a@localhost",
    "localhost, evil.test",
  ])("refuses a Host of %j", (host) => {
    expect(refusal({ host })).toMatchObject({ status: 403, code: "forbidden_origin", by: "gateway" });
  });

  test.each(["http://localhost:3000", "https://localhost", "http://127.0.0.1:5173", "http://[::1]:3000"])(
    "answers a page of %s",
    (origin) => {
      expect(refusal({ host: "localhost", origin })).toBeUndefined();
    },
  );

  test.each([
    "https://evil.test",
    "null",
    "",
    "file://",
    "http://localhost.evil.test",
    "http://evil.test/localhost",
    "ftp://localhost",
    "chrome-extension://localhost",
  ])("refuses a page of %j", (origin) => {
    expect(refusal({ host: "localhost:8080", origin })).toMatchObject({
      status: 403,
      message: expect.stringContaining("Origin") as string,
    });
  });

  test("says that it is one", () => {
    expect(demo.banner.join("\n")).toMatch(/DEMO.*no key is asked for/);
  });
});

test.each([
  ["127.0.0.1", true],
  ["localhost", true],
  ["::1", true],
  ["0.0.0.0", false],
  ["::", false],
  ["", false],
])("%j is loopback: %j", (host, expected) => {
  expect(isLoopback(host)).toBe(expected);
});

test("the demo serves its models without a key, and nobody behind another name", async () => {
  const { url, said } = await startProgram(await folder());
  expect(said()).toContain("DEMO: no config was found");
  const ask = (headers: Record<string, string>) =>
    fetch(`${url}/v1/chat/completions`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify({ model: "gpt-4o-mini", messages: [{ role: "user", content: "Hello" }] }),
    });
  expect(await (await ask({})).json()).toMatchObject({ object: "chat.completion", extra_fields: { provider: "openai" } });
  expect((await ask({ origin: "https://evil.test" })).status).toBe(403);
});

test("with a provider key in the environment a client key is made, printed once, and asked for", async () => {
  const { url, said, out, kill, code } = await startProgram(await folder(), { OPENAI_API_KEY: "sk-real-provider-key-123" });
  const keys = said().match(/hg-[\w-]{32}/g)!;
  expect(keys).toHaveLength(1);
  const ask = async (headers: Record<string, string>): Promise<number> => (await fetch(`${url}/v1/models`, { headers })).status;
  expect([
    await ask({}),
    await ask({ authorization: "Bearer wrong" }),
    await ask({ authorization: "Bearer sk-real-provider-key-123" }),
    await ask({ authorization: `Bearer ${keys[0]}` }),
  ]).toEqual([401, 401, 401, 200]);
  kill("SIGTERM");
  expect(await code).toBe(0);
  expect(out()).not.toContain(keys[0]);
  expect(said() + out()).not.toContain("sk-real-provider-key-123");
});

describe("keys in the environment", () => {
  const served = async (environment: Record<string, string>): Promise<object> => {
    const { config, close } = await unconfigured(environment);
    await close();
    return parseConfig(config, environment, { catalogue }).providers;
  };
  const k0 = (value: string): object => ({ keys: [{ name: "k0", value }] });

  test("serve every known provider of which one is set, in the catalogue's order", async () => {
    const providers = await served({ GROQ_API_KEY: "sk-groq", ANTHROPIC_API_KEY: "sk-ant", OPENAI_API_KEY: "" });
    expect(Object.keys(providers)).toEqual(["anthropic", "groq"]);
    expect(providers).toMatchObject({
      anthropic: { dialect: "anthropic", baseUrl: "https://api.anthropic.com", ...k0("sk-ant") },
      groq: { dialect: "openai", baseUrl: "https://api.groq.com/openai/v1", ...k0("sk-groq") },
    });
  });

  test("are taken from the usual variable first", async () => {
    expect(await served({ GOOGLE_API_KEY: "other", GEMINI_API_KEY: "usual" })).toMatchObject({ gemini: k0("usual") });
    expect(await served({ GOOGLE_API_KEY: "other" })).toMatchObject({ gemini: k0("other") });
  });

  test("serve a provider that asks for more only when that is set too", async () => {
    const azure = await served({ AZURE_OPENAI_API_KEY: "sk-az", AZURE_RESOURCE_NAME: "acme" });
    expect(azure).toMatchObject({ azure: { baseUrl: "https://acme.openai.azure.com/openai/v1", ...k0("sk-az") } });
    const { banner, close } = await unconfigured({ AZURE_OPENAI_API_KEY: "sk-az" });
    await close();
    expect(banner[0]).toContain("DEMO");
  });

  test("are named in the banner, not shown", async () => {
    const banner = async (...names: string[]): Promise<string> =>
      (await unconfigured(Object.fromEntries(names.map((name) => [name, "sk-of-the-provider"])))).banner.join("\n");
    expect(await banner("GROQ_API_KEY")).toContain("GROQ_API_KEY is set, so groq is served");
    const three = await banner("GROQ_API_KEY", "XAI_API_KEY", "OPENAI_API_KEY");
    expect(three).toContain("OPENAI_API_KEY, GROQ_API_KEY and XAI_API_KEY are set, so openai, groq and xai are served");
    expect(three).toContain("openai/MODEL");
    expect(three).not.toContain("sk-of-the-provider");
  });
});
