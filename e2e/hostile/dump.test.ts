/** Promise: a dump of the database contains no usable key: no virtual key, old or new, and none of the config's. */
import { type DatabaseOptions } from "@headgate/db";
import { execFileSync } from "node:child_process";
import { hash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { binaries, type PostgresServer, startPostgres } from "../../scripts/servers/postgres.ts";
import { asAdmin, chat, flush } from "./drive.ts";
import type { Answer } from "./answer.ts";
import { leaks } from "./leaks.ts";
import { base } from "./resources.ts";
import { everyRow, type Rows } from "./rows.ts";
import { openScene, type Scene, secrets } from "./scene.ts";

interface Key {
  readonly id: string;
  readonly value: string;
}

const missing = binaries === undefined ? " (skipped: no PostgreSQL on this machine)" : "";
const fixed = [secrets.client, secrets.admin, ...secrets.providers];

describe("on SQLite", () => {
  const folder = mkdtempSync(join(tmpdir(), "headgate-dump-"));
  const file = join(folder, "headgate.db");
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  // The write-ahead log holds what rows were before.
  const files = (): string =>
    readdirSync(folder)
      .map((name) => readFileSync(join(folder, name), "latin1"))
      .join("\n");
  dumpTests({ open: async () => ({ driver: "sqlite", file }), raw: files });
});

describe.skipIf(missing !== "")(`on PostgreSQL${missing}`, () => {
  let postgres: PostgresServer;
  let url: string;
  afterAll(() => postgres?.stop());
  dumpTests({
    async open() {
      postgres = await startPostgres(binaries!);
      url = await postgres.createDatabase();
      return { driver: "postgres", url };
    },
    raw: () => execFileSync(join(binaries!, "pg_dump"), ["--inserts", url], { encoding: "latin1" }),
  });
});

function dumpTests({ open, raw }: { readonly open: () => Promise<DatabaseOptions>; readonly raw: () => string }): void {
  let scene: Scene;
  let rows: Rows;
  let dump: string;
  let after: string;
  const current: Key[] = [];
  const former: Key[] = [];
  const shown: Answer[] = [];

  beforeAll(async () => {
    scene = await openScene(await open());
    for (let i = 0; i < 5; i++) await useOne(i);
    for (const path of lists) shown.push(await asAdmin(scene, "GET", path));
    for (const { id } of current) shown.push(await asAdmin(scene, "GET", `${base}/virtual-keys/${id}`));
    await flush(scene);
    rows = await everyRow(scene.db);
    dump = raw();
    await scene.close();
    after = raw();
  });

  /** Everywhere a client may show it, before and after it was given another value. */
  async function useOne(i: number): Promise<void> {
    const body = { name: `key ${i}`, provider_configs: [{ provider: "openai", key_ids: [`k${i % 2}`] }] };
    const made = keyIn(await asAdmin(scene, "POST", `${base}/virtual-keys`, body));
    await use(made, [200]);
    const grace = i % 2 ? { grace_period: "1h" } : {};
    const rotated = keyIn(await asAdmin(scene, "POST", `${base}/virtual-keys/${made.id}/rotate`, grace));
    await use(rotated, [200]);
    await use(made, i % 2 ? [200] : [401]);
    // Half a key, as from a bad copy.
    await use({ ...rotated, value: rotated.value.slice(0, -3) }, [401]);
    current.push(rotated);
    former.push(made);
  }

  async function use({ value }: Key, statuses: readonly number[]): Promise<void> {
    const { body, path } = chat(value);
    for (const headers of shownAs(value)) {
      expect(statuses).toContain((await scene.client.send({ method: "POST", path, headers, body })).status);
    }
    expect(statuses).toContain((await scene.client.send({ method: "POST", path: `${path}?key=${value}`, body })).status);
  }

  test("no row of any table holds a key, whole or in part, as it is or encoded", () => {
    const text = JSON.stringify([...rows]);
    expect(rows.get("governance_virtual_keys")).toHaveLength(5);
    expect(rows.get("usage_calls")!.length).toBeGreaterThan(50);
    expect(leaks(text, everySecret())).toEqual([]);
  });

  test("neither do its files or its dump, while it runs and after its end", () => {
    for (const text of [dump, after]) {
      // It is the right place to look: what the values are known by is there.
      for (const { value } of current) expect(text).toContain(hash("sha256", value, "hex"));
      expect(leaks(text, everySecret())).toEqual([]);
    }
  });

  test("no answer shows a value again, nor what is kept of it", () => {
    const text = shown.map((answer) => answer.text).join("\n");
    expect(shown.map(({ status }) => status)).toEqual(shown.map(() => 200));
    expect(leaks(text, everySecret())).toEqual([]);
    for (const { value } of [...current, ...former]) expect(text).not.toContain(hash("sha256", value, "hex"));
  });

  const everySecret = (): readonly string[] => [...fixed, ...[...current, ...former].map(({ value }) => value)];
}

const lists = [
  ...["virtual-keys", "teams", "customers", "model-configs", "routing-rules", "budgets", "rate-limits", "providers"].map(
    (name) => `${base}/${name}`,
  ),
  ...["providers", "providers/openai", "providers/openai/keys", "keys", "plugins", "config"].map((name) => `/api/${name}`),
  ...["requests", "calls", "summary?group_by=caller"].map((name) => `/api/usage/${name}`),
];

function shownAs(value: string): readonly Record<string, string>[] {
  const names = ["x-bf-vk", "x-api-key", "x-goog-api-key", "api-key"];
  return [...names.map((name) => ({ [name]: value })), { authorization: `Bearer ${value}` }];
}

function keyIn({ status, text }: Answer): Key {
  if (status !== 200) throw new Error(text);
  return (JSON.parse(text) as { virtual_key: Key }).virtual_key;
}
