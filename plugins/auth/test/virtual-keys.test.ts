/** Virtual keys: where they are shown, what their state means, and what their directory has to say. */
import { type Reply, reply } from "@headgate/core";
import { conform, credentialOf, run, type TestRequest } from "@headgate/testkit";
import { Principal, type VirtualKeyFacts } from "@headgate/words";
import auth, { type AuthOptions } from "@headgate/plugin-auth";
import { describe, expect, test } from "vitest";
import { bearer, directoryOf, openGate } from "./scene.ts";

const member = "member-key-000001";
const keys = [{ name: "web-app", value: member }];
const [good, shouted, own, off, old, stranger] = [
  "sk-bf-good-0001",
  "SK-BF-SHOUTED-01",
  "my-own-words",
  "sk-bf-inactive-01",
  "sk-bf-expired-001",
  "sk-bf-nobody-0001",
];
const facts = (id: string, state: VirtualKeyFacts["state"] = "active"): VirtualKeyFacts => ({ id, name: `the ${id} key`, state });
const kept = (): Map<string, VirtualKeyFacts> =>
  new Map([
    [good, facts("vk-good")],
    [shouted, facts("vk-shouted")],
    [own, facts("vk-own")],
    [off, facts("vk-off", "inactive")],
    [old, facts("vk-old", "expired")],
  ]);
const outcome = async (request: TestRequest, options: AuthOptions = { keys }): Promise<string> =>
  (await openGate(options, [directoryOf(kept())])).ask(request);

test.each(conform(auth, { keys }, { request: bearer(good), after: [directoryOf(kept())] }))("$name", async ({ run: check }) => {
  await expect(check()).resolves.toBeUndefined();
});

const inHeader =
  (name: string, scheme = "") =>
  (key: string): TestRequest => ({ headers: { [name]: scheme + key } });
const places: readonly (readonly [string, (key: string) => TestRequest])[] = [
  ["x-bf-vk", inHeader("x-bf-vk")],
  ["Bearer", inHeader("authorization", "Bearer ")],
  ["x-api-key", inHeader("x-api-key")],
  ["x-goog-api-key", inHeader("x-goog-api-key")],
  ["api-key", inHeader("api-key")],
  ["?key=", (key) => ({ query: `?key=${key}` })],
];

/** Modes: keys are enforced, or everybody may come in. The refusal is the same in every place. */
describe.each(places)("a virtual key in %s", (place, showing) => {
  test.each<readonly [string, string, string, string]>([
    ["that is active", good, "virtual_key vk-good", "virtual_key vk-good"],
    ["with an upper-case prefix", shouted, "virtual_key vk-shouted", "virtual_key vk-shouted"],
    ["that is inactive", off, "403 virtual_key_blocked", "403 virtual_key_blocked"],
    ["that has expired", old, "403 virtual_key_blocked", "403 virtual_key_blocked"],
    ["that nobody has", stranger, "401 virtual_key_required", "403 virtual_key_not_found"],
    ["that is only almost one", good.slice(0, -1), "401 virtual_key_required", "403 virtual_key_not_found"],
  ])("%s", async (_what, key, enforced, anonymous) => {
    expect(await outcome(showing(key))).toBe(enforced);
    expect(await outcome(showing(key), { anonymous: true })).toBe(anonymous);
  });
  test("needs the prefix, but not in x-bf-vk", async () => {
    const anyValue = place === "x-bf-vk";
    expect(await outcome(showing(own))).toBe(anyValue ? "virtual_key vk-own" : "401 invalid_api_key");
    expect(await outcome(showing(own), { anonymous: true })).toBe(anyValue ? "virtual_key vk-own" : "anonymous anonymous");
    const unknown = anyValue ? "403 virtual_key_not_found" : "anonymous anonymous";
    expect(await outcome(showing("in nobody's words"), { anonymous: true })).toBe(unknown);
  });
  test("leaves static keys as they are", async () => {
    expect(await outcome(showing(member))).toBe("key web-app");
  });
});

test.each(places.slice(2, 5))(
  "a virtual key in %s counts, whatever word of somebody else's stands in authorization",
  async (_place, showing) => {
    const behind = (word: string, key: string): TestRequest => {
      return { headers: { authorization: `Bearer ${word}`, ...showing(key).headers } };
    };
    for (const options of [{ keys }, { keys, anonymous: true }]) {
      expect(await outcome(behind("somebody-elses.to.ken", good), options)).toBe("virtual_key vk-good");
      expect(await outcome(behind("somebody-elses", off), options)).toBe("403 virtual_key_blocked");
      expect(await outcome(behind(member, good), options)).toBe("key web-app");
      expect(await outcome(behind(old, good), options)).toBe("403 virtual_key_blocked");
    }
    expect(await outcome({ ...behind("somebody-elses", good), access: "admin" })).toBe("401 invalid_api_key");
  },
);

test("asks for a virtual key when no key came at all, in Bifrost's words", async () => {
  const gate = await openGate({ keys }, [directoryOf(kept())]);
  expect((await gate.send()).error).toMatchObject({
    status: 401,
    code: "virtual_key_required",
    message: "virtual key is required. Provide a virtual key via the x-bf-vk header.",
  });
});

test("says why a key is blocked", async () => {
  const gate = await openGate({ keys }, [directoryOf(kept())]);
  expect((await gate.send(bearer(off))).error?.message).toBe("Virtual key is inactive");
  expect((await gate.send(bearer(old))).error?.message).toBe("Virtual key has expired");
});

test("gives the key's id and name, and no right to admin routes", async () => {
  const gate = await openGate({ keys }, [directoryOf(kept())]);
  const { x } = await gate.send(bearer(good));
  expect(x.get(Principal)).toEqual({ id: "vk-good", name: "the vk-good key", kind: "virtual_key", admin: false });
  expect(await gate.ask({ ...bearer(good), access: "admin" })).toBe("403 admin_required");
});

test("heeds what the directory says from one request to the next", async () => {
  const directory = kept();
  const gate = await openGate({ keys }, [directoryOf(directory)]);
  expect(await gate.ask(bearer(good))).toBe("virtual_key vk-good");
  directory.set(good, facts("vk-good", "inactive"));
  expect(await gate.ask(bearer(good))).toBe("403 virtual_key_blocked");
  directory.delete(good);
  expect(await gate.ask(bearer(good))).toBe("401 virtual_key_required");
});

test("a directory that cannot answer is a 503 for the callers it would have to know, and nobody else", async () => {
  for (const options of [{ keys }, { keys, anonymous: true }]) {
    const gate = await openGate(options, [directoryOf("dead")]);
    expect(await gate.ask(bearer(good))).toBe("503 database_unavailable");
    expect(await gate.ask({ ...bearer(good), access: "admin" })).toBe("503 database_unavailable");
    expect(await gate.ask(bearer(member))).toBe("key web-app");
  }
});

test("even a gate that fails open does not let in callers whom a dead directory would have to know", async () => {
  const send = (): Reply => reply({ status: 200 });
  const { error } = await run([auth({ keys }, { onError: "open" }), directoryOf("dead")], { send, request: bearer(good) });
  expect(error?.status).toBe(503);
});

test("is never taken for a signed token, dots or not", async () => {
  const dotted = "sk-bf-a.b.c";
  const jwt = { issuer: "i", audience: "a", jwksUrl: "https://login.test/keys" };
  const gate = await openGate({ jwt }, [directoryOf(new Map([[dotted, facts("vk-dotted")]]))]);
  expect(await gate.ask(bearer(dotted))).toBe("virtual_key vk-dotted");
});

test("warns at the start when nobody could ever be a client", async () => {
  const adminKeys = [{ name: "root", value: "0123456789abcdef" }];
  const warnings = async (after: Parameters<typeof openGate>[1]): Promise<number> =>
    (await openGate({ adminKeys }, after)).host.logged.filter(({ level }) => level === "warn").length;
  expect(await warnings([])).toBe(1);
  expect(await warnings([directoryOf(kept())])).toBe(0);
});

test("is never sent to a provider as the client's own", async () => {
  const gate = await openGate({ keys }, [directoryOf(kept())]);
  const credential = credentialOf("caller", good, ["https://openai.test"], "caller");
  expect((await gate.send(bearer(good), { credential })).error?.code).toBe("direct_key_missing");
  expect((await gate.send(inHeader("x-bf-vk")(good), { credential })).status).toBe(200);
});
