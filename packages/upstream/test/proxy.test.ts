/** A provider behind a proxy, or with a certificate authority of its own. */
import { createEgress } from "@headgate/upstream";
import type { RequestListener } from "node:http";
import { describe, expect, test } from "vitest";
import { type Certified, certified, openConnectProxy, openTls } from "./authority.ts";
import { openRig, type Rig, type RigOptions, secret } from "./rig.ts";

const ours: Certified = certified();

/** Says what it was asked, in an answer that a client of a provider would take. */
const telling: RequestListener = ({ url, headers }, res) => {
  res.setHeader("content-type", "application/json").end(JSON.stringify({ choices: [], asked: { url, headers } }));
};

interface Told {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

async function ask(rig: Rig): Promise<Told> {
  const { status, body } = await rig.send();
  expect(status).toBe(200);
  return (JSON.parse(Buffer.from(body as Uint8Array).toString()) as { asked: Told }).asked;
}

const openTo = async (baseUrl: string, options: RigOptions = {}): Promise<Rig> => openRig([], { baseUrl, ...options });

describe("a provider whose certificate is from an authority of its own", () => {
  test("is answered with when that authority is in `ca`, and not before", async () => {
    const port = await openTls(ours, telling);
    for (const host of ["localhost", "127.0.0.1"]) {
      const baseUrl = `https://${host}:${port}/v1`;
      expect((await ask(await openTo(baseUrl, { ca: ours.ca }))).url).toBe("/v1/chat/completions");
      const { error } = await (await openTo(baseUrl)).send();
      expect(error).toMatchObject({ status: 502, code: "upstream_error", scope: "target" });
      expect(error!.message).toContain("UNABLE_TO_");
    }
  });
});

describe("through a proxy", () => {
  test.each(["http", "https"])(
    "an https provider is reached by CONNECT to a proxy of %s, with TLS up to the provider",
    async (kind) => {
      const proxy = await openConnectProxy(kind === "https" ? { tls: ours } : {});
      const port = await openTls(ours, telling);
      const options = { proxy: `${kind}://localhost:${proxy.port}`, ca: ours.ca, concurrency: 1 };
      const rig = await openTo(`https://localhost:${port}/v1`, options);
      const { headers } = await ask(rig);
      await ask(rig);
      expect(headers).toMatchObject({ host: `localhost:${port}`, authorization: `Bearer ${secret}`, "user-agent": "headgate" });
      // One tunnel for both calls, which are one after the other.
      expect(proxy.asked).toEqual([[`localhost:${port}`, undefined]]);
    },
  );

  test("its credentials reach it, and nobody else", async () => {
    const proxy = await openConnectProxy();
    const headers = { "Proxy-Authorization": "Basic dXNlcjpwYXNz", "x-team": "blue" };
    const rig = await openRig([{ body: { choices: [] } }], { proxy: `http://127.0.0.1:${proxy.port}`, headers });
    expect((await rig.send()).status).toBe(200);
    expect(proxy.asked).toEqual([[new URL(rig.upstream.origin).host, "Basic dXNlcjpwYXNz"]]);
    const [got] = rig.upstream.requests;
    expect(got!.headers).toMatchObject({ "x-team": "blue" });
    expect(got!.headers).not.toHaveProperty("proxy-authorization");
  });

  test.each(["407 Proxy Authentication Required", "403 Forbidden", "502 Bad Gateway"])(
    "that says %s the call fails",
    async (refusal) => {
      const proxy = await openConnectProxy({ refusal });
      const rig = await openRig([], { proxy: `http://127.0.0.1:${proxy.port}` });
      const { error } = await rig.send();
      expect(error).toMatchObject({ status: 502, code: "upstream_error", scope: "target" });
      expect(error!.message).toBe(`inference failed: acme gave no answer: its proxy answered ${refusal.slice(0, 3)}`);
    },
  );

  test("an address that is private is still refused", async () => {
    const proxy = await openConnectProxy();
    const options = { proxy: `http://127.0.0.1:${proxy.port}`, allowPrivateNetwork: false };
    await expect(openTo("https://10.0.0.1/v1", options)).rejects.toThrow(/10\.0\.0\.1 is a private address/);
    const egress = createEgress({ route: { proxy: options.proxy } });
    await expect(egress("https://10.0.0.1/token")).rejects.toMatchObject({ code: "EPRIVATE" });
    await egress.close();
    expect(proxy.asked).toEqual([]);
  });

  test("a redirect is followed as little as ever", async () => {
    const proxy = await openConnectProxy();
    const moved = { status: 307, headers: { location: "/elsewhere" }, body: "moved" };
    const rig = await openRig([moved], { proxy: `http://127.0.0.1:${proxy.port}` });
    expect((await rig.send()).error).toMatchObject({ status: 502, code: "upstream_error" });
    expect(rig.upstream.requests.length).toBe(1);
  });

  test("the timers run as ever, and what they end is ended at the provider", async () => {
    const proxy = await openConnectProxy();
    let left = (): void => {};
    const gone = new Promise<void>((resolve) => (left = resolve));
    let arrived = (): void => {};
    const asked = new Promise<void>((resolve) => (arrived = resolve));
    const port = await openTls(ours, (_req, res) => {
      res.on("close", left);
      arrived();
    });
    const rig = await openTo(`https://localhost:${port}/v1`, { proxy: `http://127.0.0.1:${proxy.port}`, ca: ours.ca });
    const reply = rig.send();
    await asked;
    await rig.clock.advance(1000);
    expect((await reply).error).toMatchObject({ status: 504, code: "timeout" });
    await gone;
  });

  test("more calls than `concurrency` wait", async () => {
    const proxy = await openConnectProxy();
    const rig = await openRig([{ body: { choices: [] } }, { body: { choices: [] } }], {
      proxy: `http://127.0.0.1:${proxy.port}`,
      concurrency: 1,
    });
    const replies = await Promise.all([rig.send(), rig.send()]);
    expect(replies.map(({ status }) => status)).toEqual([200, 200]);
    expect(proxy.asked.length).toBe(1);
  });

  test("goes what plugins and signers ask, too", async () => {
    const proxy = await openConnectProxy();
    const port = await openTls(ours, telling);
    const egress = createEgress({ allowPrivateNetwork: true, route: { proxy: `http://127.0.0.1:${proxy.port}`, ca: ours.ca } });
    expect((await egress(`https://localhost:${port}/token`, { method: "POST", body: "a=1" })).status).toBe(200);
    await egress.close();
    expect(proxy.asked).toEqual([[`localhost:${port}`, undefined]]);
  });
});
