/** A provider key shows itself to its own provider and to nobody else. */
import { createCredential } from "@headgate/upstream";
import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { openRig, secret } from "./rig.ts";

const origin = "https://api.example.com";
const long = createCredential({ name: "k0", owner: "gateway", origins: [origin] }, secret);
/** As something that knows nothing of credentials would see it. */
const unknown: unknown = long;
const short = createCredential({ name: "k1", owner: "gateway", origins: [origin] }, "sk-short");

test.each([
  "http://api.example.com",
  "https://api.example.com:8443",
  "https://api.example.com.evil.test",
  "https://API.example.com",
  "https://api.example.com/",
  "",
])("is not revealed to %j", (elsewhere) => {
  expect(() => long.reveal(elsewhere)).toThrow(/credential "k0" may be sent to https:\/\/api\.example\.com, not to/);
  expect(long.reveal(origin)).toBe(secret);
});

describe("never prints its secret", () => {
  const thrown = (): string => {
    try {
      long.reveal("https://evil.test");
      return "";
    } catch (error) {
      return inspect(error, { showHidden: true, depth: 9 });
    }
  };
  test.each([
    ["String()", String(unknown)],
    ["a list", [unknown].join()],
    ["JSON", JSON.stringify({ long })],
    ["inspect", inspect({ long }, { depth: 9, showHidden: true })],
    ["inspect without custom", inspect(long, { customInspect: false, showHidden: true, getters: true })],
    ["its entries", JSON.stringify(Object.entries(long))],
    ["a spread copy", JSON.stringify({ ...long })],
    ["an error that it throws", thrown()],
    ["its mask", long.mask],
  ])("in %s", (_name, shown) => {
    expect(shown).not.toContain(secret);
    expect(shown).not.toContain(secret.slice(4, -4));
  });

  test("a long one can be recognised, a short one hardly", () => {
    expect(long.mask).toBe("sk-a...ghij");
    expect([short.mask, inspect(short)]).toEqual(["s...t", "Credential(k1 s...t)"]);
  });
});

test.each([
  ["", "..."],
  ["abcd", "..."],
  ["abcde", "a...e"],
  ["user-byok", "u...k"],
  ["k0-long-key", "k0...ey"],
  ["sk-ant-api03-abcdefgh", "sk-a...efgh"],
  ["🔑🔑🔑🔑🔑", "🔑...🔑"],
])("%s is masked as %s", (value, mask) => {
  expect(createCredential({ name: "k", owner: "gateway", origins: [] }, value).mask).toBe(mask);
});

test("a call with a credential of another origin never leaves", async () => {
  const rig = await openRig([]);
  const reply = await rig.send(undefined, { credential: long });
  expect(reply.error).toMatchObject({ status: 502, code: "upstream_error" });
  expect(JSON.stringify(reply.error)).not.toContain(secret);
  expect(rig.clock.pending).toBe(0);
  rig.upstream.verify();
});

test("a call may bring a credential of its own", async () => {
  const rig = await openRig([{ body: {} }]);
  const own = createCredential({ name: "own", owner: "gateway", origins: [rig.upstream.origin] }, "sk-own-key");
  await rig.send(undefined, { credential: own });
  expect(rig.upstream.requests[0]!.headers.authorization).toBe("Bearer sk-own-key");
});
