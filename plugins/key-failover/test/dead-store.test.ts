/** A store that is dead fails no request; what this process has seen of its keys counts on. */
import { type Store, refuse, reply } from "@headgate/core";
import keyFailover from "@headgate/plugin-key-failover";
import { createHost, openPipeline, providersOf } from "@headgate/testkit";
import { describe, expect, test } from "vitest";

const target = { provider: "openai", model: "m" };
const gone = new Error("the store is gone");
const failing = (fail: () => unknown): Store =>
  Object.fromEntries(
    ["get", "set", "max", "delete", "reserve", "renew", "settle", "used", "close"].map((name) => [name, fail]),
  ) as unknown as Store;

describe.each([
  ["rejects", failing(() => Promise.reject(gone))],
  [
    "throws",
    failing(() => {
      throw gone;
    }),
  ],
])("a store that %s", (_how, store) => {
  const open = async () => {
    const providers = providersOf([{ name: "openai", dialect: "openai", credentials: ["k0", "k1"] }]);
    const host = createHost({ store, providers });
    const keys: (string | undefined)[] = [];
    const limited = refuse({ code: "r", status: 429, message: "limited", by: "provider", scope: "key", retryAfterMs: 5000 });
    const pipeline = await openPipeline([keyFailover({})], {
      host,
      send(_x, call) {
        keys.push(call.credential?.name);
        return call.credential?.name === "k0" && host.clock.now() === started
          ? reply({ status: 429, call, error: limited })
          : reply({ status: 200, call });
      },
    });
    const started = host.clock.now();
    return { host, keys, ask: async () => (await pipeline.send({}, target)).status };
  };

  test("fails no request, and a key still rests for as long as it was told to", async () => {
    const { host, keys, ask } = await open();
    expect([await ask(), await ask()]).toEqual([200, 200]);
    await host.clock.advance(5000);
    expect(await ask()).toBe(200);
    expect(keys).toEqual(["k0", "k1", "k1", "k0"]);
  });

  test("is logged once", async () => {
    const { host, ask } = await open();
    for (let i = 0; i < 3; i++) await ask();
    const warned = host.logged.filter(({ level, message }) => level === "warn" && message.startsWith("key states"));
    expect(warned).toHaveLength(1);
  });
});
