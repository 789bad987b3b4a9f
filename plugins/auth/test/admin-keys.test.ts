/** Admin keys of the database, as the command line makes, lists and revokes them. */
import { expect, test } from "vitest";
import { openKept as open } from "./kept-scene.ts";

test("lists what there is, and never a value", async () => {
  const { keys, host } = await open();
  const { key, value } = await keys.create({ name: "ops", expiresAt: host.clock.now() + 9 });
  await host.clock.advance(5);
  const revoked = await keys.revoke("ops");
  expect(value).toMatch(/^sk-hg-admin-[\w-]{43}$/);
  expect(revoked).toEqual({ ...key, revokedAt: host.clock.now() });
  expect(await keys.list()).toEqual([revoked]);
});

test("gives a name to one key at a time", async () => {
  const { keys } = await open();
  await keys.create({ name: "ops" });
  await expect(keys.create({ name: "ops" })).rejects.toMatchObject({ refusal: { status: 409, code: "already_exists" } });
  await keys.revoke("ops");
  await keys.create({ name: "ops" });
  expect((await keys.list()).map(({ name }) => name)).toEqual(["ops", "ops"]);
});

test.each(["", "a b", "a:b", "-a", "anonymous", "ä", "a\n", "a".repeat(65)])("refuses the name %j", async (name) => {
  const { keys } = await open();
  await expect(keys.create({ name })).rejects.toMatchObject({ refusal: { status: 400, code: "invalid_value" } });
  expect(await keys.list()).toEqual([]);
});

test.each([0, 1])("refuses one that ends %i ms before it begins", async (ms) => {
  const { keys, host } = await open();
  const making = keys.create({ expiresAt: host.clock.now() - ms });
  await expect(making).rejects.toMatchObject({ refusal: { status: 400, code: "invalid_value" } });
});

test("cannot revoke what is not there, or a second time", async () => {
  const { keys } = await open();
  await keys.create({ name: "ops" });
  await keys.revoke("ops");
  for (const name of ["ops", "nobody"])
    await expect(keys.revoke(name)).rejects.toMatchObject({ refusal: { status: 404, code: "not_found" } });
});
