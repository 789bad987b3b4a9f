/** What lies in the database: opened by the right key at the right place only, shadowed by the file, followed by all replicas. */
import { openTables, sql } from "@headgate/db";
import { createHost } from "@headgate/testkit";
import { readFileSync } from "node:fs";
import { expect, test, vi } from "vitest";
import { encryptionKey, newFolder, openScene, place, type Scene, secret } from "./scene.ts";

const two = [
  { name: "a", value: `${secret}-a` },
  { name: "b", value: `${secret}-b` },
];
const other = { openai: { baseUrl: "https://api.openai.test/v1" } };

async function told({ state }: Scene, statement: ReturnType<typeof sql>): Promise<readonly unknown[]> {
  const db = await openTables(state.db, "test", {});
  return (await statement.execute(db)).rows;
}

test("no row holds a secret, and equal secrets do not look equal", async () => {
  const scene = await openScene({ folder: newFolder() });
  await scene.settings.createProvider("mine", { ...place, headers: { "x-a": secret }, keys: [{ name: "k", value: secret }] });
  await scene.settings.createKey("openai", { name: "k", value: secret });
  const rows = await told(scene, sql`select secret from overlay_keys`);
  const headers = await told(scene, sql`select headers from overlay_providers`);
  expect(JSON.stringify([rows, headers])).not.toContain(secret);
  const [first, second] = rows as { secret: string }[];
  expect(first!.secret).toMatch(/^sealed\.1\.[\w-]{22}\.[\w-]{39}[\w-]+$/);
  expect(first!.secret).not.toBe(second!.secret);
});

test("the credentials of a proxy are stored encrypted and shown masked, after a restart too", async () => {
  const authorization = `Basic ${Buffer.from("ann:a-long-password").toString("base64")}`;
  const folder = newFolder();
  const scene = await openScene({ folder });
  const proxied = { ...place, proxy: "http://proxy.test:3128/", headers: { "proxy-authorization": authorization } };
  const made = await scene.settings.createProvider("mine", proxied);
  const { proxy, headers } = made.settings;
  expect([proxy, Object.keys(headers ?? {})]).toEqual(["http://proxy.test:3128/", ["proxy-authorization"]]);
  expect(JSON.stringify(made)).not.toContain(authorization);
  await scene.close();
  expect(readFileSync(`${folder}/headgate.db`).includes(authorization)).toBe(false);
  const again = await openScene({ folder });
  expect(again.one("mine")).toEqual(made);
  expect(again.merged.config.providers["mine"]?.headers).toEqual({ "proxy-authorization": authorization });
});

test.each([
  [
    "moved to another key",
    sql`update overlay_keys set secret = (select secret from overlay_keys where name = 'b') where name = 'a'`,
  ],
  ["moved to another provider", sql`update overlay_keys set provider = 'moved' where name = 'a'`],
  ["altered", sql`update overlay_keys set secret = substr(secret, 1, length(secret) - 4) || 'AAAA' where name = 'a'`],
  ["cut", sql`update overlay_keys set secret = 'sealed.1.x' where name = 'a'`],
])("a secret that was %s opens for nobody", async (_how, statement) => {
  const folder = newFolder();
  const scene = await openScene({ folder });
  await scene.settings.createProvider("mine", { ...place, keys: two });
  await scene.settings.createProvider("moved", place);
  await told(scene, statement);
  await scene.close();
  await expect(openScene({ folder })).rejects.toThrow(/keys\[0\]\.value: found .*what is stored was altered/);
});

test.each([
  ["another key", "another passphrase of the tests", "is not the one that it was encrypted with"],
  ["no key", "", "is not set"],
])("with %s nothing is opened and nothing is lost", async (_what, key, message) => {
  const folder = newFolder();
  const scene = await openScene({ folder });
  await scene.settings.createProvider("mine", { ...place, keys: two });
  await scene.close();
  const failure = openScene({ folder, key });
  await expect(failure).rejects.toThrow(message);
  await expect(failure).rejects.not.toThrow(encryptionKey);
  expect((await openScene({ folder })).merged.config.providers["mine"]?.keys).toEqual(two);
});

test("what the file names is the file's: the overlay's provider and its keys wait until it is not", async () => {
  const folder = newFolder();
  const first = await openScene({ folder });
  await first.settings.createProvider("mine", { ...place, keys: two });
  await first.close();
  const mine = { baseUrl: "https://api.file.test/v1", keys: [{ name: "f", value: "sk-of-the-file" }] };
  const second = await openScene({ folder, providers: { mine } });
  expect(second.one("mine")).toMatchObject({ owner: "file", settings: { baseUrl: mine.baseUrl }, keys: [{ name: "f" }] });
  expect(second.merged.config.providers["mine"]?.keys).toHaveLength(1);
  expect(second.merged.shadowed).toEqual([{ provider: "mine", why: "the config file has a provider of that name" }]);
  await expect(second.settings.deleteProvider("mine")).rejects.toThrow("stands in headgate.config.json");
  await second.close();
  expect((await openScene({ folder })).merged.config.providers["mine"]?.keys).toEqual(two);
});

test("a key that was made for a provider of the file goes to no other of that name, and can be deleted", async () => {
  const folder = newFolder();
  const first = await openScene({ folder });
  await first.settings.createKey("openai", { name: "added", value: secret });
  expect(first.merged.config.providers["openai"]?.keys.map(({ name }) => name)).toEqual(["k0", "added"]);
  await first.close();
  const second = await openScene({ folder, providers: {} });
  expect(second.merged.shadowed).toMatchObject([{ provider: "openai", key: "added" }]);
  await second.settings.createProvider("openai", { baseUrl: "https://elsewhere.test/v1" });
  expect(second.merged.config.providers["openai"]?.keys).toEqual([]);
  await second.settings.deleteProvider("openai");
  await second.settings.deleteKey("openai", "added");
  expect(second.merged.shadowed).toEqual([]);
});

test.each([
  ["name", { name: "added", value: "sk-the-file-has-its-own" }],
  ["value", { name: "k0", value: secret }],
])("a key of whose %s the file has one too is not used twice", async (what, key) => {
  const folder = newFolder();
  const first = await openScene({ folder, providers: other });
  await first.settings.createKey("openai", { name: "added", value: secret });
  await first.close();
  const second = await openScene({ folder, providers: { openai: { ...other.openai, keys: [key] } } });
  expect(second.merged.config.providers["openai"]?.keys).toEqual([key]);
  expect(second.merged.shadowed).toEqual([
    { provider: "openai", key: "added", why: `the config file has a key of that ${what}` },
  ]);
});

test("what another process writes is taken within a second, and what cannot be taken leaves the old one running", async () => {
  const folder = newFolder();
  const writer = await openScene({ folder, environment: { ONLY_HERE: "sk-only-here-0123456789" } });
  await writer.settings.createProvider("mine", place);
  const host = createHost();
  const reader = await openScene({ folder, host });
  const before = reader.gateway;
  await writer.settings.createKey("mine", { name: "k0", value: secret });
  await vi.waitFor(async () => {
    await host.clock.advance(250);
    expect(reader.one("mine")?.keys).toHaveLength(1);
  });
  expect(reader.gateway).not.toBe(before);
  await writer.settings.createKey("mine", { name: "k1", value: "env.ONLY_HERE" });
  await vi.waitFor(async () => {
    await host.clock.advance(250);
    expect(host.logged.filter(({ level }) => level === "error")).toHaveLength(1);
  });
  expect(reader.one("mine")?.keys).toHaveLength(1);
  await writer.settings.deleteKey("mine", "k1");
  await writer.settings.deleteKey("mine", "k0");
  await vi.waitFor(async () => {
    await host.clock.advance(1000);
    expect(reader.one("mine")?.keys).toEqual([]);
  });
});
