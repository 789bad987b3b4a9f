/** Admin keys that are kept in the database: as good as those of the config where admins are asked, and nothing anywhere else. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import auth, { type AuthOptions } from "@headgate/plugin-auth";
import { createHost, credentialOf, run, scriptedSend, type TestRequest } from "@headgate/testkit";
import { Principal } from "@headgate/words";
import { describe, expect, test } from "vitest";
import { openKept as open } from "./kept-scene.ts";
import { bearer, type Gate, openGate, outcomeOf } from "./scene.ts";

const root = "root-key-000000001";
const options: AuthOptions = { adminKeys: [{ name: "root", value: root }] };
const unknown = `sk-hg-admin-${"A".repeat(43)}`;
const basic = (name: string, value: string): TestRequest => ({
  headers: { authorization: `Basic ${Buffer.from(`${name}:${value}`).toString("base64")}` },
});
const admin = (request: TestRequest): TestRequest => ({ ...request, access: "admin" });

/** What is shown, and what comes of it on an admin route, a client route, and a client route where everybody may come in. */
test.each<readonly [string, (key: string) => TestRequest, string, string, string]>([
  ["as Bearer", bearer, "key ops", "403 client_key_required", "403 client_key_required"],
  ["in x-api-key", (key) => ({ headers: { "x-api-key": key } }), "key ops", "403 client_key_required", "403 client_key_required"],
  ["as Basic", (key) => basic("ops", key), "key ops", "401 missing_api_key", "anonymous anonymous"],
  ["under another's name", (key) => basic("root", key), "401 invalid_api_key", "401 missing_api_key", "anonymous anonymous"],
  [
    "with a letter wrong",
    (key) => bearer(`${key.slice(0, -1)}${key.endsWith("A") ? "E" : "A"}`),
    "401 invalid_api_key",
    "403 client_key_required",
    "403 client_key_required",
  ],
  ["with a letter too many", (key) => bearer(`${key}A`), "401 invalid_api_key", "401 invalid_api_key", "anonymous anonymous"],
])("a key %s", async (_how, showing, onAdmin, onClient, whereOpen) => {
  const { host, keys } = await open();
  const { value } = await keys.create({ name: "ops" });
  const [gate, visited] = [await openGate(options, [], host), await openGate({ ...options, anonymous: true }, [], host)];
  expect(await nameOf(gate, admin(showing(value)))).toBe(onAdmin);
  expect(await gate.ask(showing(value))).toBe(onClient);
  expect(await visited.ask(showing(value))).toBe(whereOpen);
});

test("is known by its own id, so that no client and no token can bear the same", async () => {
  const { host, keys } = await open();
  const { key, value } = await keys.create({});
  const gate = await openGate(options, [], host);
  const { x } = await gate.send(admin(bearer(value)));
  expect(x.get(Principal)).toEqual({ id: key.id, name: `admin-${key.id.slice(0, 8)}`, kind: "key", admin: true });
});

test("is not sent to a provider as a client's own", async () => {
  const { host, keys } = await open();
  const { value } = await keys.create({ name: "ops" });
  const own = credentialOf("caller", value, ["https://openai.test"], "caller");
  const send = scriptedSend([]);
  const ran = await run([auth({ anonymous: true })], { host, send, request: bearer(value), call: { credential: own } });
  expect([outcomeOf(ran), send.calls.length]).toEqual(["400 direct_key_missing", 0]);
});

test("is known by it where admin routes are open to all", async () => {
  const { host, keys } = await open();
  const { value } = await keys.create({ name: "ops" });
  const gate = await openGate({ openAdmin: true }, [], host);
  expect(await nameOf(gate, admin(bearer(value)))).toBe("key ops");
  expect(await gate.ask(admin(bearer(unknown)))).toBe("anonymous anonymous");
});

test("is a stranger's where there is no database", async () => {
  const gate = await openGate(options);
  expect(await gate.ask(admin(bearer(unknown)))).toBe("401 invalid_api_key");
  expect(await gate.ask(bearer(unknown))).toBe("401 invalid_api_key");
});

describe("in time", () => {
  test("counts half a second after it was made, and no longer than that once it is revoked", async () => {
    const { host, keys } = await open();
    const gate = await openGate(options, [], host);
    await gate.ask(admin(bearer(unknown)));
    const { value } = await keys.create({ name: "ops" });
    const ask = (): Promise<string> => nameOf(gate, admin(bearer(value)));
    expect(await ask()).toBe("401 invalid_api_key");
    await host.clock.advance(500);
    expect(await ask()).toBe("key ops");
    await keys.revoke("ops");
    await host.clock.advance(500);
    expect(await ask()).toBe("401 invalid_api_key");
  });

  test("ends when it was said to, and says so", async () => {
    const { host, keys } = await open();
    const { value } = await keys.create({ name: "ops", expiresAt: host.clock.now() + 1000 });
    const gate = await openGate(options, [], host);
    await host.clock.advance(999);
    expect(await nameOf(gate, admin(bearer(value)))).toBe("key ops");
    await host.clock.advance(1);
    const { error } = await gate.send(admin(bearer(value)));
    expect(error).toMatchObject({ status: 401, code: "invalid_api_key", message: "The admin key has expired." });
  });
});

describe("the database", () => {
  test("is asked by nobody but an admin who shows such a key, and by all of them twice a second at most", async () => {
    const { host, asked } = await open();
    const gate = await openGate({ ...options, anonymous: true }, [], host);
    const before = asked.length;
    for (const request of [{}, bearer(unknown), bearer(root), bearer("sk-bf-nobody-0001")]) await gate.ask(request);
    for (const request of [{}, bearer(root), bearer("sk-hg-admin-short"), basic("ops", "x")]) await gate.ask(admin(request));
    expect(asked.length).toBe(before);
    await gate.ask(admin(bearer(unknown)));
    const once = reads(asked);
    await Promise.all(Array.from({ length: 50 }, () => gate.ask(admin(bearer(unknown)))));
    await host.clock.advance(499);
    await gate.ask(admin(bearer(unknown)));
    expect([once, reads(asked)]).toEqual([1, 1]);
    await host.clock.advance(1);
    await Promise.all(Array.from({ length: 50 }, () => gate.ask(admin(bearer(unknown)))));
    expect([reads(asked), host.clock.pending]).toEqual([2, 0]);
  });

  test("keeps a hash and never the key", async () => {
    const { keys, folder, database } = await open();
    const { value } = await keys.create({ name: "ops" });
    await database.close();
    const kept = readdirSync(folder).map((name) => readFileSync(join(folder, name), "latin1"));
    const text = kept.join("");
    expect(text).toContain(createHash("sha256").update(value).digest("hex"));
    expect(text).not.toContain(value.slice("sk-hg-admin-".length));
  });

  test("that is down is a 503 for such a key, said once, and nothing to anybody else", async () => {
    const { host, keys, database } = await open();
    const { value } = await keys.create({ name: "ops" });
    await database.close();
    const gate = await openGate({ ...options, anonymous: true }, [], host);
    for (let i = 0; i < 3; i++) {
      expect(await gate.ask(admin(bearer(value)))).toBe("503 database_unavailable");
      expect(await gate.ask(admin(bearer(root)))).toBe("key root");
      expect(await gate.ask(admin(bearer("no-key-of-anybody")))).toBe("401 invalid_api_key");
      expect(await gate.ask({})).toBe("anonymous anonymous");
      await host.clock.advance(500);
    }
    expect(host.logged.filter(({ level }) => level === "error").length).toBe(1);
    const everybody = await openGate({ openAdmin: true }, [], host);
    expect(await everybody.ask(admin(bearer(value)))).toBe("anonymous anonymous");
  });

  test("that is there again is asked again", async () => {
    const { host, keys, database } = await open();
    const { value } = await keys.create({ name: "ops" });
    let there = false;
    const down = (): unknown => (there ? database["~db"] : Promise.reject(new Error("not there yet")));
    const gate = await openGate(options, [], createHost({ clock: host.clock, db: { "~db": down } }));
    expect(await gate.ask(admin(bearer(value)))).toBe("503 database_unavailable");
    there = true;
    await host.clock.advance(500);
    expect(await nameOf(gate, admin(bearer(value)))).toBe("key ops");
  });

  test("that hangs is a 503 after three seconds, for all who wait", async () => {
    const host = createHost({ db: { "~db": () => new Promise(() => {}) } });
    const gate = await openGate(options, [], host);
    const asked = Promise.all([gate.ask(admin(bearer(unknown))), gate.ask(admin(bearer(unknown)))]);
    await host.clock.advance(3000);
    expect(await asked).toEqual(["503 database_unavailable", "503 database_unavailable"]);
    expect(host.clock.pending).toBe(0);
  });
});

function reads(asked: readonly string[]): number {
  return asked.filter((sql) => /^select .* from "auth_admin_keys"/.test(sql)).length;
}

/** "kind name" of the principal, or the refusal's status and code. */
async function nameOf(gate: Gate, request: TestRequest): Promise<string> {
  const ran = await gate.send(request);
  const who = ran.x.get(Principal);
  return who ? `${who.kind} ${who.name}` : outcomeOf(ran);
}
