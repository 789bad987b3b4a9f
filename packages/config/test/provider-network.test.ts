/** What lies between the gateway and a provider, as a config file says it. */
import { judgeProvider, parseConfig } from "@headgate/config";
import { join } from "node:path";
import { rootCertificates } from "node:tls";
import { describe, expect, it, test } from "vitest";
import { folder } from "./folder.ts";

const baseUrl = "https://a.test";
const [pem = "", other = ""] = rootCertificates;

describe("a proxy", () => {
  test.each([
    ["http://proxy.test:3128", "http://proxy.test:3128", undefined],
    ["https://proxy.test/", "https://proxy.test/", undefined],
    ["http://user:p%40ss@proxy.test:3128", "http://proxy.test:3128", "user:p@ss"],
    ["http://user@10.0.0.1:3128/", "http://10.0.0.1:3128", "user:"],
  ])("%s is taken, and its credentials stand with the headers, which nobody is shown", (proxy, shown, pair) => {
    const raw = { providers: { a: { baseUrl, proxy: "env.PROXY", headers: { "x-team": "blue" } } } };
    const { a } = parseConfig(raw, { PROXY: proxy }).providers;
    const authorization = pair === undefined ? {} : { "proxy-authorization": `Basic ${Buffer.from(pair).toString("base64")}` };
    expect(a).toMatchObject({ proxy: shown });
    expect(a!.headers).toEqual({ "x-team": "blue", ...authorization });
    // What was judged once is judged again where providers are also made by API.
    expect(judgeProvider("a", a!).provider).toEqual(a);
  });

  test.each([
    "user:hunter2@proxy.test:3128",
    "http://user:%zz-hunter2@proxy.test",
    "socks5://user:hunter2@proxy.test",
    "http://user:hunter2@proxy.test/path",
    "http://user:hunter2@proxy.test?a",
    "",
  ])("%s is a fault that quotes nothing", (proxy) => {
    const parse = () => parseConfig({ providers: { a: { baseUrl, proxy } } }, {});
    expect(parse).toThrow("providers.a.proxy: found another text, expected an http or https URL of a host and its port");
    expect(parse).not.toThrow("hunter2");
  });
});

describe("an authority", () => {
  it("is PEM, as text or from a file", () => {
    const at = folder({ "ca.pem": `# ours\n${pem}\n${other}\n` }).path;
    const parse = (ca: string) =>
      parseConfig({ providers: { a: { baseUrl, ca } } }, {}, { file: join(at, "headgate.config.json") });
    expect(parse("file.ca.pem").providers["a"]!.ca).toContain(pem);
    expect(parse(pem).providers["a"]!.ca).toBe(pem);
  });

  test.each([
    "ca.pem",
    "-----BEGIN PRIVATE KEY-----\nhunter2\n-----END PRIVATE KEY-----",
    pem.replace(/\n[^-\n]+\n/, "\nhunter2\n"),
    `${pem}\n-----BEGIN CERTIFICATE-----\nhunter2\n-----END CERTIFICATE-----`,
  ])("that cannot be read is a fault that quotes nothing (%#)", (ca) => {
    const parse = () => parseConfig({ providers: { a: { baseUrl, ca } } }, {});
    expect(parse).toThrow("providers.a.ca: found a text that cannot be read as such, expected one or more certificates in PEM");
    expect(parse).not.toThrow("hunter2");
  });
});
