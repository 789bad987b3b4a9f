/** A provider key shows itself to its own provider and to nobody else. */
import { createCredential } from "@headgate/upstream";
import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { openRig, secret } from "./rig.ts";

const origin = "https://api.example.com";
const long = createCredential("k0", secret, [origin]);
/** As something that knows nothing of credentials would see it. */
const unknown: unknown = long;
const short = createCredential("k1", "sk-short", [origin]);

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
    expect(shown).not.toContain(secret.slice(3, -4));
  });

  test("a long one can be recognised, a short one not at all", () => {
    expect(long.mask).toBe("sk-...ghij");
    expect([short.mask, inspect(short)]).toEqual(["***", "Credential(k1 ***)"]);
  });
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
  const own = createCredential("own", "sk-own-key", [rig.upstream.origin]);
  await rig.send(undefined, { credential: own });
  expect(rig.upstream.requests[0]!.headers.authorization).toBe("Bearer sk-own-key");
});
