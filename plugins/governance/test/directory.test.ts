/** The directory as a whole: one snapshot at a time, shared by replicas, kept through an outage. */
import { describe, expect, test } from "vitest";
import { createDirectory } from "../src/directory/directory.ts";
import { openDatabase } from "./governed.ts";

describe("two replicas on one database", () => {
  test("see each other's writes within half a second, and have the same", async () => {
    const { host } = await openDatabase();
    const [one, other] = [await createDirectory(host), await createDirectory(host)];
    const budget = { max_limit: 1, reset_duration: "1d" };
    const { virtualKey } = await one.virtualKeys.create({
      name: "k",
      budget,
      provider_configs: [{ provider: "openai", budget }],
    });
    expect(other.current.virtualKeys.size).toBe(0);
    await host.clock.advance(500);
    expect(other.current).toEqual(one.current);
    expect(other.current.virtualKeys.get(virtualKey.id)).toEqual(virtualKey);
    await other.virtualKeys.update(virtualKey.id, { is_active: false });
    await host.clock.advance(500);
    expect(one.current.virtualKeys.get(virtualKey.id)!.is_active).toBe(false);
    await one.virtualKeys.delete(virtualKey.id);
    await host.clock.advance(500);
    expect(other.current.byDigest.size).toBe(0);
    one.close();
    other.close();
    expect(host.clock.pending).toBe(0);
  });

  test("one that starts later has what was written before", async () => {
    const { host } = await openDatabase();
    const one = await createDirectory(host);
    const team = await one.teams.create({ name: "t" });
    const later = await createDirectory(host);
    expect(later.current.teams.get(team.id)).toEqual(team);
    one.close();
    later.close();
  });

  test("a closed one no longer looks", async () => {
    const { host } = await openDatabase();
    const [one, closed] = [await createDirectory(host), await createDirectory(host)];
    closed.close();
    await one.teams.create({ name: "t" });
    await host.clock.advance(2000);
    expect(closed.current.teams.size).toBe(0);
    one.close();
  });
});

test("a request keeps the world it began in", async () => {
  const { host } = await openDatabase();
  const directory = await createDirectory(host);
  const { virtualKey } = await directory.virtualKeys.create({ name: "before" });
  const world = directory.current;
  await directory.virtualKeys.update(virtualKey.id, { name: "after" });
  expect(world.virtualKeys.get(virtualKey.id)!.name).toBe("before");
  expect(directory.current.virtualKeys.get(virtualKey.id)!.name).toBe("after");
  directory.close();
});

test("a hundred writes at once all end in the snapshot", async () => {
  const { host } = await openDatabase();
  const directory = await createDirectory(host);
  const provider_configs = [{ provider: "openai" }, { provider: "anthropic" }];
  await Promise.all(Array.from({ length: 100 }, (_, i) => directory.virtualKeys.create({ name: `k${i}`, provider_configs })));
  const keys = [...directory.current.virtualKeys.values()];
  expect(keys).toHaveLength(100);
  expect(new Set(keys.flatMap((key) => key.provider_configs.map(({ id }) => id))).size).toBe(200);
  directory.close();
});

test("with a database that is down the last snapshot serves and writes are refused with 503", async () => {
  const { host, db } = await openDatabase();
  const directory = await createDirectory(host);
  const { virtualKey } = await directory.virtualKeys.create({ name: "k" });
  await db.close();
  const writes = [
    () => directory.virtualKeys.create({ name: "other" }),
    () => directory.virtualKeys.rotate(virtualKey.id, 0),
    () => directory.teams.create({ name: "t" }),
    () => directory.customers.delete(virtualKey.id),
    () => directory.providers.update("openai", {}),
    () => directory.rules.create({ name: "r", targets: [{ weight: 1 }] }),
    () => directory.modelConfigs.create({ model_name: "m" }),
  ];
  for (const write of writes) {
    await expect(write()).rejects.toMatchObject({ refusal: { code: "database_unavailable", status: 503 } });
  }
  await host.clock.advance(10_000);
  expect(directory.current.virtualKeys.get(virtualKey.id)).toEqual(virtualKey);
  directory.close();
});

test("rules are tried by priority, then by age", async () => {
  const { host } = await openDatabase();
  const directory = await createDirectory(host);
  for (const [name, priority] of [
    ["c", 5],
    ["a", -1],
    ["d", 5],
    ["b", 0],
  ] as const) {
    await directory.rules.create({ name, priority, targets: [{ model: "m", weight: 1 }] });
    await host.clock.advance(1);
  }
  expect(directory.current.rules.map(({ name }) => name)).toEqual(["a", "b", "c", "d"]);
  directory.close();
});

test("hostile text is text", async () => {
  const { host } = await openDatabase();
  const directory = await createDirectory(host);
  for (const name of ["'; drop table governance_teams; --", "\u{1f600}\u202e", '{"a":1}', "%_\\", "__proto__", "a\nb"]) {
    const { id } = await directory.teams.create({ name });
    expect(directory.current.teams.get(id)!.name).toBe(name);
  }
  directory.close();
});
