/** A database in a real file, and the admin keys in it. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createDatabase, type Database } from "@headgate/db";
import { type AdminKeys, openAdminKeys } from "@headgate/plugin-auth";
import { createHost, type TestHost } from "@headgate/testkit";
import { onTestFinished } from "vitest";

export interface Kept {
  readonly host: TestHost;
  readonly database: Database;
  readonly keys: AdminKeys;
  readonly folder: string;
  /** The text of every statement. */
  readonly asked: readonly string[];
}

/** `keys` is apart from the gate's own, as if it were another process. */
export async function openKept(): Promise<Kept> {
  const folder = mkdtempSync(join(tmpdir(), "headgate-auth-"));
  const asked: string[] = [];
  const plain = createHost();
  const onQuery = (sql: string): void => void asked.push(sql);
  const database = await createDatabase({ driver: "sqlite", file: join(folder, "headgate.db") }, { ...plain, onQuery });
  onTestFinished(async () => {
    await database.close();
    rmSync(folder, { recursive: true });
  });
  const host = createHost({ clock: plain.clock, db: database });
  return { host, database, keys: openAdminKeys(database, host.clock, host.random), folder, asked };
}
