/** What is not the public internet is reached only where the config says so. */
import { openai } from "@headgate/dialects";
import { callOf, createClock, exchangeOf, startUpstream } from "@headgate/testkit";
import { createEgress, createProviders, createUpstream, isPrivateAddress } from "@headgate/upstream";
import { describe, expect, onTestFinished, test } from "vitest";
import { placeOf } from "./rig.ts";

const literals = [
  "127.0.0.1",
  "127.1",
  "0.0.0.0",
  "0",
  "2130706433",
  "0x7f000001",
  "0177.0.0.1",
  "10.1.2.3",
  "172.16.0.1",
  "172.31.255.255",
  "192.168.1.1",
  "169.254.169.254",
  "100.64.0.1",
  "198.18.0.1",
  "224.0.0.1",
  "255.255.255.255",
  "[::]",
  "[::1]",
  "[::ffff:127.0.0.1]",
  "[::ffff:10.0.0.1]",
  "[::127.0.0.1]",
  "[64:ff9b::127.0.0.1]",
  "[2002:7f00:1::]",
  "[fe80::1]",
  "[fc00::1]",
  "[fd12:3456::1]",
  "[ff02::1]",
];

describe.each(literals)("%s", (host) => {
  test("is a boot error for a provider", () => {
    const providers = { acme: placeOf(`http://${host}`, { allowPrivateNetwork: false }) };
    expect(() => createProviders({ providers, models: {}, dialects: [openai] })).toThrow(
      /providers\.acme\.baseUrl: .* is a private address; set allowPrivateNetwork: true/,
    );
  });

  test("is refused by the egress", async () => {
    await expect(createEgress()(`http://${host}:9/`)).rejects.toThrow(/is a private address/);
  });
});

test.each(["8.8.8.8", "172.32.0.1", "192.169.0.1", "1.1.1.1", "[2606:4700::1111]", "api.openai.com", "localhost"])(
  "%s is no private literal",
  (host) => {
    expect(isPrivateAddress(host)).toBe(false);
  },
);

describe("a name that leads to a private address", () => {
  test("is refused at the call, before anything is sent", async () => {
    const upstream = await startUpstream([]);
    onTestFinished(() => upstream.close());
    const port = new URL(upstream.origin).port;
    const options = placeOf(`http://localhost:${port}`, { allowPrivateNetwork: false });
    const places = createProviders({ providers: { acme: options }, models: {}, dialects: [openai] });
    onTestFinished(() => places.close());
    const clock = createClock();
    const streams = { holdMs: 1, eventBytes: 1024, bufferBytes: 1024, resume: false };
    const x = exchangeOf();
    const reply = await createUpstream({ dialects: [openai], providers: places, clock, streams })(
      x,
      callOf(x, { provider: "acme", model: "m" }),
    );
    expect(reply.error).toMatchObject({ status: 502, code: "upstream_error", scope: "target" });
    expect(reply.error?.message).toMatch(/localhost is a private address; set allowPrivateNetwork/);
    expect(clock.pending).toBe(0);
    upstream.verify();
  });

  test("is refused by the egress", async () => {
    const upstream = await startUpstream([]);
    onTestFinished(() => upstream.close());
    const egress = createEgress();
    onTestFinished(() => egress.close());
    await expect(egress(upstream.origin.replace("127.0.0.1", "localhost"))).rejects.toThrow(/private address/);
    upstream.verify();
  });
});

test("where the config allows it they are reached", async () => {
  const upstream = await startUpstream([{ body: { ok: true } }, { body: { ok: true } }]);
  onTestFinished(() => upstream.close());
  const egress = createEgress({ allowPrivateNetwork: true });
  onTestFinished(() => egress.close());
  for (const url of [upstream.origin, upstream.origin.replace("127.0.0.1", "localhost")]) {
    expect((await egress(url)).status).toBe(200);
  }
  upstream.verify();
});
