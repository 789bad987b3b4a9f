/** Makes a running PostgreSQL read-only, as after a switch to a standby. */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { binaries } from "../../scripts/servers/postgres.ts";
import { pause } from "./gateway.ts";

export async function setReadOnly(url: string, on: boolean): Promise<void> {
  const set = on ? "set default_transaction_read_only = on" : "reset default_transaction_read_only";
  tell(url, "set default_transaction_read_only = off", `alter system ${set}`, "select pg_reload_conf()");
  while (tell(url, "show default_transaction_read_only") !== (on ? "on" : "off")) await pause(10);
  // Each of the server's processes hears of it by itself.
  await pause(100);
}

function tell(url: string, ...statements: readonly string[]): string {
  const given = statements.flatMap((statement) => ["-c", statement]);
  return execFileSync(join(binaries!, "psql"), ["-X", "-A", "-t", "-q", ...given, url], { encoding: "utf8" }).trim();
}
