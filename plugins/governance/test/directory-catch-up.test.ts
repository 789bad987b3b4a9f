/** A replica that reads only what has changed has the same as one that reads everything. */
import type { Db, Random } from "@headgate/core";
import { bump, openTables } from "@headgate/db";
import { createRandom } from "@headgate/testkit";
import { describe, expect, test } from "vitest";
import { createDirectory, type DirectoryStore } from "../src/directory/directory.ts";
import type { Tables } from "../src/directory/tables.ts";
import type { Directory, Limited } from "../src/model.ts";
import { openDatabase } from "./governed.ts";

describe("a replica that reads only what has changed", () => {
  test("has the same as one that reads everything, whatever was written", async () => {
    const { host } = await openDatabase();
    const [one, other] = [await createDirectory(host), await createDirectory(host)];
    const random = createRandom(7);
    for (let step = 0; step < 300; step++) {
      await write(one, random, step);
      if (random.number() < 0.1) await host.clock.advance(250);
    }
    await host.clock.advance(500);
    const fresh = await createDirectory(host);
    expect(fresh.current.virtualKeys.size).toBeGreaterThan(10);
    expect(one.current).toEqual(fresh.current);
    expect(other.current).toEqual(fresh.current);
    expect(await limitRows(host.db!)).toBe(budgetsIn(fresh.current));
    for (const directory of [one, other, fresh]) directory.close();
  });

  test.each([1, 199, 200, 201, 1500])("that was %i writes behind has them all", async (count) => {
    const { host } = await openDatabase();
    const [one, other] = [await createDirectory(host), await createDirectory(host)];
    for (let i = 0; i < count; i++) await one.customers.create({ name: `c${i}` });
    expect(other.current.customers.size).toBe(0);
    await host.clock.advance(500);
    expect(other.current).toEqual(one.current);
    one.close();
    other.close();
  });
});

test("a database that was put back to an older state is read anew", async () => {
  const { host } = await openDatabase();
  const directory = await createDirectory(host);
  const { id } = await directory.teams.create({ name: "kept" });
  await directory.teams.create({ name: "lost" });
  const tables = await openTables<Tables>(host.db!, "restore", {});
  await tables.deleteFrom("governance_teams").where("id", "!=", id).execute();
  await tables.deleteFrom("governance_changes").where("seq", ">", 1).execute();
  await bump(tables, "governance");
  await host.clock.advance(500);
  expect([...directory.current.teams.keys()]).toEqual([id]);
  directory.close();
});

/** Of whoever is gone none may be left. */
async function limitRows(db: Db): Promise<number> {
  const tables = await openTables<Tables>(db, "count", {});
  return (await tables.selectFrom("governance_budgets").select("id").execute()).length;
}

function budgetsIn({ virtualKeys, teams, customers, modelConfigs, providers }: Directory): number {
  const keys = [...virtualKeys.values()].flatMap((key): Limited[] => [key, ...key.provider_configs]);
  const all: Limited[] = [...keys, ...teams.values(), ...customers.values(), ...modelConfigs, ...providers.values()];
  return all.filter(({ budget }) => budget).length;
}

/** Any write there is, to anybody there is. */
async function write(directory: DirectoryStore, random: Random, step: number): Promise<void> {
  const { current } = directory;
  const any = <T>(those: Iterable<T>): T | undefined => [...those][Math.floor(random.number() * [...those].length)];
  const [key, team, customer] = [any(current.virtualKeys.keys()), any(current.teams.keys()), any(current.customers.keys())];
  const [rule, config] = [any(current.rules)?.id, any(current.modelConfigs)?.id];
  const budget = random.number() < 0.5 ? { max_limit: 1 + step, reset_duration: "1d" } : null;
  const provider_configs = random.number() < 0.5 ? [{ provider: `p${step % 3}`, budget }] : [];
  const writes = [
    () => directory.customers.create({ name: `c${step}`, budget }),
    () => directory.teams.create({ name: `t${step}`, customer_id: customer, budget }),
    () => directory.virtualKeys.create({ name: `k${step}`, team_id: team, budget, provider_configs }),
    () => directory.virtualKeys.create({ name: `l${step}`, customer_id: customer }),
    () => key && directory.virtualKeys.update(key, { name: `m${step}`, budget, provider_configs, is_active: step % 2 > 0 }),
    () => key && directory.virtualKeys.rotate(key, step % 2 ? 1000 : 0),
    () => key && step % 3 === 0 && directory.virtualKeys.delete(key),
    () => team && directory.teams.update(team, { budget, customer_id: customer }),
    () => team && step % 3 === 0 && directory.teams.delete(team),
    () => customer && directory.customers.update(customer, { budget }),
    () => customer && step % 5 === 0 && directory.customers.delete(customer),
    () => directory.providers.update(`p${step % 3}`, { budget }),
    () => directory.modelConfigs.create({ model_name: `m${step}`, budget }),
    () => config && directory.modelConfigs.update(config, { budget }),
    () => config && directory.modelConfigs.delete(config),
    () => directory.rules.create({ name: `r${step}`, priority: step % 4, targets: [{ weight: 1 }] }),
    () => rule && directory.rules.update(rule, { priority: step % 5 }),
    () => rule && directory.rules.delete(rule),
  ];
  await any(writes)!();
}
