/** Promise: whatever clients and admins send, SQLite sees it only as values. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe } from "vitest";
import { statementTests } from "./statements.ts";

describe("on SQLite", () => {
  const folder = mkdtempSync(join(tmpdir(), "headgate-hostile-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "headgate.db");
  statementTests(async () => ({ driver: "sqlite", file }), { everyInMemory: 5, gateways: 1 });
});
