import { inspect } from "node:util";
import { expect, test } from "vitest";
import { callOf, createClock, createHost, createRandom, credentialOf, exchangeOf, providersOf } from "../src/index.ts";

test("chance repeats itself from the same seed and differs from another", () => {
  const draw = (seed: number): unknown[] => {
    const { number, uuid, bytes } = createRandom(seed);
    return [number(), uuid(), ...bytes(4)];
  };
  expect(draw(7)).toEqual(draw(7));
  expect(draw(7)).not.toEqual(draw(8));
  expect(draw(7)[0]).toSatisfy((drawn: number) => drawn >= 0 && drawn < 1);
  expect(draw(7)[1]).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
});

test("keeps what is logged", () => {
  const { log, logged } = createHost();
  log.warn({ plugin: "retry" }, "gave up");
  expect(logged).toEqual([{ level: "warn", fields: { plugin: "retry" }, message: "gave up" }]);
});

test("refuses the network and says what was asked for", async () => {
  await expect(createHost().egress("https://hooks.test/1")).rejects.toThrow("https://hooks.test/1");
});

test("the store uses the hand-moved clock", async () => {
  const clock = createClock();
  const { store } = createHost({ clock });
  await store.set("session", "openai", 1000);
  expect(await store.get("session")).toBe("openai");
  await clock.advance(1000);
  expect(await store.get("session")).toBeUndefined();
});

test.each([
  ["openai/gpt-4o", [{ provider: "openai", model: "gpt-4o" }]],
  ["claude", [{ provider: "anthropic", model: "claude" }]],
  ["fast", [{ provider: "openai", model: "mini" }]],
  ["nobody/x", []],
  ["constructor", []],
])("resolves %s as a config would", (model, targets) => {
  const providers = providersOf(
    [
      { name: "openai", dialect: "openai" },
      { name: "anthropic", dialect: "anthropic", models: ["claude"] },
    ],
    { fast: [{ provider: "openai", model: "mini" }] },
  );
  expect(providers.resolve(model)).toEqual(targets);
});

test("a credential shows its secret to its own origin only", () => {
  const credential = credentialOf("main", "sk-secret", ["https://openai.test"]);
  expect(credential.reveal("https://openai.test")).toBe("sk-secret");
  expect(() => credential.reveal("https://evil.test")).toThrow("may not be sent to https://evil.test");
  expect([JSON.stringify({ credential }), inspect({ credential })].join()).not.toContain("sk-secret");
});

test.each([
  [{ json: { model: "openai/gpt-4o" } }, "openai", "gpt-4o"],
  [{ json: { model: "groq/meta/llama" } }, "groq", "meta/llama"],
  [{ json: { model: "gpt-4o" } }, "", "gpt-4o"],
  [{ json: null }, "", ""],
  [{ json: { model: 7 } }, "", ""],
])("the call for %j goes to %s/%s", (request, provider, model) => {
  expect(callOf(exchangeOf(request))).toMatchObject({ provider, model });
});

test("an exchange streams when its JSON says so", () => {
  expect(exchangeOf({ json: { stream: true } }).stream).toBe(true);
  expect(exchangeOf().stream).toBe(false);
});
