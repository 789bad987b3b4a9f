/** What a write takes, keeps and refuses; whatever it refuses has changed nothing. */
import type { RefusalError } from "@headgate/core";
import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { fileSecret, newFolder, openScene, place, type Scene, secret } from "./scene.ts";

const environment = { MINE: "sk-from-the-environment-0123", AGAIN: "sk-from-the-environment-4567" };
let folder: string;
let scene: Scene;
beforeEach(async () => {
  folder = newFolder();
  scene = await openScene({ folder, environment });
});

async function refusedBy(work: Promise<unknown>) {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown as RefusalError,
  );
  const { status, code, param, message, details = [] } = error!.refusal;
  expect(message).not.toContain(secret);
  return { status, code, param, message, details };
}

test("no database is made before something is written", async () => {
  expect(scene.settings.list().map(({ name, owner }) => [name, owner])).toEqual([["openai", "file"]]);
  expect(existsSync(dirname(folder)) && existsSync(folder)).toBe(false);
  await scene.settings.createProvider("mine", place);
  expect(existsSync(`${folder}/headgate.db`)).toBe(true);
});

test("what is made serves, with its defaults, after a restart too", async () => {
  const made = await scene.settings.createProvider("mine", { ...place, models: ["m"], keys: [{ name: "k0", value: secret }] });
  const expected = {
    name: "mine",
    owner: "api",
    settings: { baseUrl: place.baseUrl, dialect: "openai", models: ["m"], concurrency: 128 },
    keys: [{ name: "k0", owner: "api", value: "sk-m...6789", enabled: true }],
  };
  expect(made).toMatchObject(expected);
  expect(scene.merged.config.providers["mine"]?.keys).toEqual([{ name: "k0", value: secret }]);
  await scene.close();
  const again = await openScene({ folder, environment });
  expect(again.one("mine")).toEqual(made);
  await again.settings.deleteProvider("mine");
  expect(again.settings.list().map(({ name }) => name)).toEqual(["openai"]);
});

test("a known provider needs no more than its name and keys, after a restart too", async () => {
  const keys = [{ name: "k0", value: secret }];
  const made = await scene.settings.createProvider("groq", { keys });
  const named = await scene.settings.createProvider("team", { use: "azure", options: { resource: "acme" }, keys });
  expect([made.settings, named.settings]).toMatchObject([
    { dialect: "openai", baseUrl: "https://api.groq.com/openai/v1" },
    { baseUrl: "https://acme.openai.azure.com/openai/v1", authorization: { header: "api-key" } },
  ]);
  await scene.close();
  const again = await openScene({ folder, environment });
  expect([again.one("groq"), again.one("team")]).toEqual([made, named]);
  const { status, details } = await refusedBy(again.settings.createProvider("other", { use: "./evil.js", keys }));
  expect([status, details]).toMatchObject([400, [{ path: "use", found: 'the unknown provider "./evil.js"' }]]);
});

test.each<[string, (on: Scene) => Promise<unknown>, object]>([
  ["a provider that exists", (on) => on.settings.createProvider("mine", place), { status: 409, code: "already_exists" }],
  ["to make the file's", (on) => on.settings.createProvider("openai", place), { status: 409, code: "already_exists" }],
  ["to replace the file's", (on) => on.settings.replaceProvider("openai", place), { status: 409, code: "owned_by_config" }],
  ["to delete the file's", (on) => on.settings.deleteProvider("openai"), { status: 409, code: "owned_by_config" }],
  ["to change the file's key", (on) => on.settings.updateKey("openai", "k0", {}), { status: 409, code: "owned_by_config" }],
  ["to delete the file's key", (on) => on.settings.deleteKey("openai", "k0"), { status: 409, code: "owned_by_config" }],
  [
    "a key of the file's name",
    (on) => on.settings.createKey("openai", { name: "k0", value: secret }),
    { status: 409, code: "already_exists" },
  ],
  [
    "a key of the file's value",
    (on) => on.settings.createKey("openai", { name: "k1", value: fileSecret }),
    { status: 400, param: "value" },
  ],
  ["to delete nobody", (on) => on.settings.deleteProvider("nobody"), { status: 404, param: "provider" }],
  ["a key of nobody", (on) => on.settings.createKey("nobody", { name: "k", value: secret }), { status: 404, param: "provider" }],
  ["to change no key", (on) => on.settings.updateKey("mine", "none", {}), { status: 404, param: "key" }],
  ["to delete no key", (on) => on.settings.deleteKey("constructor", "none"), { status: 404, param: "provider" }],
  ["another name for a key", (on) => on.settings.updateKey("mine", "k0", { name: "k9" }), { status: 400, param: "name" }],
  [
    "a private address",
    (on) => on.settings.createProvider("p", { baseUrl: "http://10.0.0.1" }),
    { status: 400, param: "baseUrl" },
  ],
  [
    "an unknown dialect",
    (on) => on.settings.createProvider("p", { ...place, dialect: "klingon" }),
    { status: 400, param: "dialect" },
  ],
  ["a name with a slash", (on) => on.settings.createProvider("a/b", place), { status: 400, param: "name" }],
  ["an endless name", (on) => on.settings.createProvider("x".repeat(101), place), { status: 400, param: "name" }],
  ["an unknown field", (on) => on.settings.createProvider("p", { ...place, colour: 1 }), { status: 400, param: "colour" }],
  [
    "a reference to nothing",
    (on) => on.settings.createKey("mine", { name: "k", value: "env.NOBODY" }),
    { status: 400, param: "value", message: expect.stringContaining("env.NOBODY, which is not set") },
  ],
  ["a file", (on) => on.settings.createKey("mine", { name: "k", value: "file./etc/passwd" }), { status: 400, param: "value" }],
  ["a foreign mask", (on) => on.settings.createKey("mine", { name: "k", value: "sk-x...9xyz" }), { status: 400, param: "value" }],
  ["a key without a value", (on) => on.settings.createKey("mine", { name: "k" }), { status: 400, param: "value" }],
  [
    "a key that cannot sign",
    (on) => on.settings.createProvider("bedrock", { keys: [{ name: "k", value: "AKIA::x" }] }),
    { status: 400, param: "keys[0].value", message: expect.stringContaining("found an empty part") },
  ],
  ["a key twice", (on) => on.settings.createKey("mine", { name: "k", value: secret }), { status: 400, param: "value" }],
  ["an odd key name", (on) => on.settings.createKey("mine", { name: "a/b", value: "sk-1" }), { status: 400, param: "name" }],
  ["a weight of words", (on) => on.settings.updateKey("mine", "k0", { weight: "much" }), { status: 400, param: "weight" }],
])("refuses %s, and nothing has changed", async (_what, write, expected) => {
  await scene.settings.createProvider("mine", { ...place, keys: [{ name: "k0", value: secret }] });
  const before = [scene.settings.list(), scene.gateway];
  expect(await refusedBy(write(scene))).toMatchObject(expected);
  expect([scene.settings.list(), scene.gateway]).toEqual(before);
  await scene.close();
  expect((await openScene({ folder, environment })).settings.list()).toEqual(before[0]);
});

test("tells every fault at once", async () => {
  const draft = {
    baseUrl: "nowhere",
    concurrency: 0,
    keys: [
      { name: "k0", value: 7 },
      { name: "", value: secret },
    ],
  };
  const own = await refusedBy(scene.settings.createProvider("p", draft));
  expect(own.details.map((fault) => (fault as { path: string }).path)).toEqual(["keys[0].value", "keys[1].name"]);
  const judged = await refusedBy(
    scene.settings.createProvider("p", { baseUrl: "nowhere", concurrency: 0, timeouts: { idleMs: "x" } }),
  );
  expect(judged.details.map((fault) => (fault as { path: string }).path)).toEqual(["baseUrl", "timeouts.idleMs", "concurrency"]);
});

describe("a secret", () => {
  test("in a reference stays one, and is read where it serves", async () => {
    await scene.settings.createProvider("mine", { ...place, keys: [{ name: "k0", value: "env.MINE" }] });
    expect(scene.one("mine")?.keys[0]?.value).toBe("env.MINE");
    expect(scene.merged.config.providers["mine"]?.keys[0]?.value).toBe(environment.MINE);
    const later = { ...environment, MINE: "sk-another-0123456789" };
    await scene.close();
    const again = await openScene({ folder, environment: later });
    expect(again.merged.config.providers["mine"]?.keys[0]?.value).toBe(later.MINE);
    await again.close();
    await expect(openScene({ folder })).rejects.toThrow("providers.mine.keys[0].value: found env.MINE is not set");
  });

  test.each([["sk-m...6789"], [undefined], [null]])("stays when it is sent back as %j", async (value) => {
    await scene.settings.createProvider("mine", { ...place, headers: { "x-a": secret }, keys: [{ name: "k0", value: secret }] });
    const keys = [{ name: "k0", value, weight: 2 }];
    await scene.settings.replaceProvider("mine", { ...place, headers: { "x-a": value }, keys });
    await scene.settings.updateKey("mine", "k0", { value, concurrency: 3 });
    expect(scene.merged.config.providers["mine"]).toMatchObject({
      headers: { "x-a": secret },
      keys: [{ name: "k0", value: secret, weight: 2, concurrency: 3 }],
    });
  });

  test("is not stored where it cannot be encrypted; a reference is", async () => {
    const open = await openScene({ folder: newFolder(), key: "", environment });
    const refused = await refusedBy(open.settings.createProvider("mine", { ...place, keys: [{ name: "k0", value: secret }] }));
    expect(refused).toMatchObject({ status: 409, code: "encryption_key_required", param: "keys[0].value" });
    expect(refused.message).toContain("set server.encryptionKey");
    await open.settings.createProvider("mine", { ...place, keys: [{ name: "k0", value: "env.MINE" }] });
    const header = await refusedBy(open.settings.replaceProvider("mine", { ...place, headers: { "x-a": "b" } }));
    expect(header).toMatchObject({ code: "encryption_key_required", param: "headers.x-a" });
  });
});

test("without keys, a replaced provider keeps its own; with null a key loses a limit", async () => {
  await scene.settings.createProvider("mine", { ...place, keys: [{ name: "k0", value: secret, weight: 2, models: ["m"] }] });
  await scene.settings.replaceProvider("mine", { ...place, byok: true });
  expect(scene.one("mine")).toMatchObject({ settings: { byok: true }, keys: [{ name: "k0", weight: 2 }] });
  await scene.settings.updateKey("mine", "k0", { models: null, enabled: false });
  expect(scene.one("mine")?.keys).toEqual([{ name: "k0", owner: "api", value: "sk-m...6789", enabled: false, weight: 2 }]);
  expect(scene.merged.config.providers["mine"]?.keys).toEqual([]);
  await scene.settings.updateKey("mine", "k0", { weight: 3 });
  expect(scene.one("mine")?.keys).toMatchObject([{ enabled: false, weight: 3 }]);
});

test("one that the gateway cannot start with is not stored", async () => {
  let fault: Error | undefined;
  const open = await openScene({ folder: newFolder(), broken: () => fault });
  fault = new Error("a plugin does not like it");
  expect(await refusedBy(open.settings.createProvider("mine", place))).toMatchObject({
    status: 409,
    code: "not_taken",
    message: expect.stringContaining("a plugin does not like it"),
  });
  fault = undefined;
  expect(open.one("mine")).toBeUndefined();
  await open.settings.createProvider("mine", place);
});

test("many at once are all kept, one after the other", async () => {
  await scene.settings.createProvider("mine", place);
  const names = Array.from({ length: 8 }, (_, i) => `k${i}`);
  await Promise.all(names.map((name) => scene.settings.createKey("mine", { name, value: `${secret}-${name}` })));
  expect(scene.one("mine")?.keys.map(({ name }) => name)).toEqual(names);
});
