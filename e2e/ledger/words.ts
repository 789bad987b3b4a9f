/** What the ledger has of one cell, in a few words for the table. */
import type { Kept } from "./scene.ts";

export function wordsOf(requests: readonly Kept[], calls: readonly Kept[]): string {
  const [request] = requests;
  if (!request) return "no record, no call";
  const records = requests.length === 1 ? "" : `${requests.length} records! `;
  const asked = calls.map(({ status, ended }) => (calls.length === 1 ? "" : `${String(status)} ${String(ended)}`)).join(", ");
  const count = calls.length === 0 ? "no call" : calls.length === 1 ? "1 call" : `${calls.length} calls: ${asked}`;
  return `${records}${String(request["status"])} ${String(request["ended"])}, ${tokens(request)}; ${count}`;
}

/** Those that the gateway has guessed differ from run to run. */
function tokens({ units, estimated }: Kept): string {
  if (units === null) return "no tokens";
  if (estimated) return "tokens estimated";
  const said = Object.entries(units as Readonly<Record<string, number>>).map(
    ([unit, count]) => `${names[unit] ?? unit} ${count}`,
  );
  return said.join(", ");
}

const names: Readonly<Record<string, string>> = { input: "in", output: "out", cache_read: "cached", cache_write: "written" };
