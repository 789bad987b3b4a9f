/** The one function through which plugins reach the network. */
import { startUpstream, type UpstreamStep } from "@headgate/testkit";
import { createCredential, createEgress, type EgressOptions } from "@headgate/upstream";
import { describe, expect, onTestFinished, test } from "vitest";
import { secret } from "./rig.ts";
import { stage } from "./stages.ts";

async function open(script: readonly UpstreamStep[], options: EgressOptions = {}) {
  const upstream = await startUpstream(script);
  const egress = createEgress({ allowPrivateNetwork: true, ...options });
  onTestFinished(async () => {
    await egress.close();
    await upstream.close();
  });
  return { upstream, egress };
}

test.each([301, 302, 303, 307, 308])("answers a %i as it is and goes nowhere", async (status) => {
  const { upstream, egress } = await open([{ status, headers: { location: "/elsewhere" }, body: "moved" }]);
  const { headers, body, ...rest } = await egress(`${upstream.origin}/here`);
  expect([rest.status, headers["location"], Buffer.from(body).toString()]).toEqual([status, "/elsewhere", "moved"]);
  upstream.verify();
});

test("sends what it is told", async () => {
  const { upstream, egress } = await open([{ body: {} }]);
  await egress(`${upstream.origin}/hook?a=1`, { method: "POST", headers: { "x-sign": "1" }, body: "payload" });
  expect(upstream.requests[0]).toMatchObject({ method: "POST", path: "/hook?a=1", body: "payload" });
  expect(upstream.requests[0]!.headers).toMatchObject({ "x-sign": "1", "accept-encoding": "identity" });
});

test("a credential goes where it belongs and nowhere else", async () => {
  const { upstream, egress } = await open([{ body: {} }]);
  await egress(upstream.origin, {
    credential: createCredential({ name: "k", owner: "gateway", origins: [upstream.origin] }, secret),
  });
  expect(upstream.requests[0]!.headers.authorization).toBe(`Bearer ${secret}`);
  const foreign = createCredential({ name: "k", owner: "gateway", origins: ["https://api.example.com"] }, secret);
  await expect(egress(upstream.origin, { credential: foreign })).rejects.toThrow(/may be sent to https:\/\/api\.example\.com/);
  upstream.verify();
});

test.each(["file:///etc/passwd", "ftp://example.com/", "data:text/plain,x"])("refuses %s", async (url) => {
  const { egress } = await open([]);
  await expect(egress(url)).rejects.toThrow(/expected https:/);
});

describe("a private address", () => {
  test("is refused, as an address and as a name that points to one", async () => {
    const { upstream, egress } = await open([], { allowPrivateNetwork: false });
    for (const origin of [upstream.origin, upstream.origin.replace("127.0.0.1", "localhost")])
      await expect(egress(origin)).rejects.toMatchObject({ code: "EPRIVATE" });
    expect(upstream.requests).toEqual([]);
  });

  test("is reached by a request that may, and by no other after it", async () => {
    const { upstream, egress } = await open([{ body: {} }, { body: {} }], { allowPrivateNetwork: false });
    const named = upstream.origin.replace("127.0.0.1", "localhost");
    expect((await egress(upstream.origin, { allowPrivateNetwork: true })).status).toBe(200);
    expect((await egress(named, { allowPrivateNetwork: true })).status).toBe(200);
    await expect(egress(named)).rejects.toMatchObject({ code: "EPRIVATE" });
    await expect(egress(upstream.origin, { allowPrivateNetwork: false })).rejects.toMatchObject({ code: "EPRIVATE" });
    upstream.verify();
  });
});

test("refuses an answer that is too large", async () => {
  const { upstream, egress } = await open([{ body: "x".repeat(2000) }], { answerBytes: 1000 });
  await expect(egress(upstream.origin)).rejects.toThrow("answered with more than 1000 bytes");
});

test("rejects and frees the socket when the caller gives up", async () => {
  const hanging = stage();
  const { upstream, egress } = await open([hanging.step]);
  const stop = new AbortController();
  const answer = egress(upstream.origin, { signal: stop.signal });
  const response = await hanging.asked;
  const closed = new Promise((resolve) => response.once("close", resolve));
  stop.abort(new Error("given up"));
  await expect(answer).rejects.toThrow("given up");
  await closed;
});
