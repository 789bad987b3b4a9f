/** Virtual keys' values: shown once, kept as a digest, exchanged with a grace, ended by time or by hand. */
import { createHash } from "node:crypto";
import { openTables } from "@headgate/db";
import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import { keyDirectoryOf } from "../src/directory/key-directory.ts";
import { govern, type Governed } from "./governed.ts";

function finder({ directory, host }: Governed): (value: string) => string | undefined {
  const keys = keyDirectoryOf(directory, host.clock);
  return (value) => keys.find(createHash("sha256").update(value).digest("hex"))?.state;
}

test("a key is found by its value's digest, from its creation to its deletion", async () => {
  const governed = await govern();
  const find = finder(governed);
  const { id, value } = await governed.made("/virtual-keys", { name: "k" });
  expect([find(value), find(`${value} `), find("")]).toEqual(["active", undefined, undefined]);
  expect(
    keyDirectoryOf(governed.directory, governed.host.clock).find(governed.directory.current.virtualKeys.get(id)!.digest),
  ).toEqual({
    id,
    name: "k",
    state: "active",
  });
  await governed.ask("DELETE", `/virtual-keys/${id}`);
  expect(find(value)).toBeUndefined();
});

test("deactivation is immediate, and inactive wins over expired", async () => {
  const governed = await govern();
  const find = finder(governed);
  const { id, value } = await governed.made("/virtual-keys", { name: "k", expires_at: "2026-01-01T00:01:00Z" });
  await governed.host.clock.advance(59_999);
  expect(find(value)).toBe("active");
  await governed.host.clock.advance(1);
  expect(find(value)).toBe("expired");
  await governed.ask("PUT", `/virtual-keys/${id}`, { is_active: false });
  expect(find(value)).toBe("inactive");
  await governed.ask("PUT", `/virtual-keys/${id}`, { is_active: true, expires_at: "" });
  expect(find(value)).toBe("active");
});

describe("rotation", () => {
  test.each([
    ["", "0 ms", 0],
    [{ grace_period: "0s" }, "0 ms", 0],
    [{ grace_period: "1h" }, "an hour", 3_600_000],
    [{ grace_period: "30d" }, "30 days", 30 * 86_400_000],
  ])("with %j lets the value before live for %s", async (body, _, graceMs) => {
    const governed = await govern();
    const { ask, made, host } = governed;
    const find = finder(governed);
    const { id, value } = await made("/virtual-keys", { name: "k" });
    await host.clock.advance(1000);
    const { status, body: answer } = await ask("POST", `/virtual-keys/${id}/rotate`, body);
    const { virtual_key: key } = answer;
    expect([status, key.rotated_at]).toEqual([200, "2026-01-01T00:00:01.000Z"]);
    expect(key.value).toMatch(/^sk-bf-[\da-f-]{36}$/);
    expect(key.value).not.toBe(value);
    expect(find(key.value)).toBe("active");
    expect(find(value)).toBe(graceMs ? "active" : undefined);
    const until = graceMs ? new Date(host.clock.now() + graceMs).toISOString() : undefined;
    expect(key.previous_value_expires_at).toBe(until);
    // Weeks of looking for other replicas' writes are long.
    governed.directory.close();
    await host.clock.advance(graceMs);
    expect([find(value), find(key.value)]).toEqual([undefined, "active"]);
    expect((await ask("GET", `/virtual-keys/${id}`)).body.virtual_key).not.toHaveProperty("previous_value_expires_at");
  });

  test("only the latest retired value lives on, and a rotation without grace ends all", async () => {
    const governed = await govern();
    const { ask, made } = governed;
    const find = finder(governed);
    const { id, value } = await made("/virtual-keys", { name: "k" });
    const rotate = async (grace_period: string) =>
      (await ask("POST", `/virtual-keys/${id}/rotate`, { grace_period })).body.virtual_key.value;
    const second = await rotate("1h");
    const third = await rotate("1h");
    expect([find(value), find(second), find(third)]).toEqual([undefined, "active", "active"]);
    const fourth = await rotate("0");
    expect([find(second), find(third), find(fourth)]).toEqual([undefined, undefined, "active"]);
  });

  test("many at once: each gets a new value, and who is unknown is named", async () => {
    const { ask, made } = await govern();
    const [a, b] = [await made("/virtual-keys", { name: "a" }), await made("/virtual-keys", { name: "b" })];
    const { status, body } = await ask("POST", "/virtual-keys/rotate", { ids: [a.id, b.id, a.id, "nobody"] });
    expect([status, body.errors]).toEqual([200, { nobody: "Virtual key not found" }]);
    expect(body.virtual_keys.map(({ name }: { name: string }) => name)).toEqual(["a", "b"]);
    expect(new Set([a.value, b.value, ...body.virtual_keys.map(({ value }: { value: string }) => value)]).size).toBe(4);
    expect((await ask("POST", "/virtual-keys/rotate", { ids: ["nobody"] })).body.message).toMatch(
      /^Failed to rotate virtual keys/,
    );
  });

  test.each(["00000000-0000-4000-8000-000000000000", "x", "%00"])("%s is not found", async (id) => {
    const { ask } = await govern();
    expect((await ask("POST", `/virtual-keys/${id}/rotate`)).status).toBe(404);
  });
});

test("no table, log line or later answer holds a usable key", async () => {
  const { ask, made, host, directory } = await govern();
  const { id, value } = await made("/virtual-keys", { name: "k", description: "d", provider_configs: [{ provider: "openai" }] });
  const rotated = (await ask("POST", `/virtual-keys/${id}/rotate`, { grace_period: "1h" })).body.virtual_key.value as string;
  const tables = await openTables<Record<string, Record<string, unknown>>>(host.db!, "dump", {});
  const { rows } = await sql<{ name: string }>`select name from sqlite_master where type = 'table'`.execute(tables);
  expect(rows.length).toBeGreaterThan(9);
  const dump = [];
  for (const { name } of rows) dump.push(await tables.selectFrom(name).selectAll().execute());
  const later = [
    await ask("GET", `/virtual-keys/${id}`),
    await ask("GET", "/virtual-keys"),
    await ask("PUT", `/virtual-keys/${id}`, {}),
  ];
  const everything = JSON.stringify([dump, later, host.logged, [...directory.current.virtualKeys]]);
  expect(everything).toContain(id);
  for (const secret of [value, rotated]) {
    expect(everything).not.toContain(secret);
    expect(everything).not.toContain(secret.slice("sk-bf-".length));
  }
  expect(JSON.stringify(later)).not.toMatch(/digest/);
});
