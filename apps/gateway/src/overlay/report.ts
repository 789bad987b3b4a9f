/** What was made by API, for people: lines of a log, and the table of `headgate check`. */
import type { Log } from "@headgate/core";
import type { KeyFacts } from "@headgate/words";
import type { Merged, Shadowed } from "./merge.ts";

/** Says what does not count, each once. */
export function shadowedTo(log: Pick<Log, "warn">): (merged: Merged) => void {
  const said = new Set<string>();
  return ({ shadowed }) => {
    for (const { provider, key, why } of shadowed) {
      const what = `made by API and not used: ${nameOf({ provider, key })}: ${why}`;
      if (!said.has(what)) log.warn({ provider, key }, what);
      said.add(what);
    }
  };
}

/** Lines without a final newline; none where nothing was made by API. */
export function ownersTable({ facts, shadowed }: Pick<Merged, "facts" | "shadowed">): readonly string[] {
  const made = shadowed.length > 0 || facts.some(({ owner, keys }) => owner === "api" || keys.some((key) => key.owner === "api"));
  if (!made) return [];
  const rows = [
    ["PROVIDER", "OWNER", "KEYS"],
    ...facts.map(({ name, owner, keys }) => [name, owner, keys.map(keyOf).join(", ") || "none"]),
  ];
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]!.length)));
  return [
    ...rows.map(([name, owner, keys]) => `${name!.padEnd(widths[0]!)}  ${owner!.padEnd(widths[1]!)}  ${keys}`),
    ...shadowed.map((each) => `not used: ${nameOf(each)}: ${each.why}`),
  ];
}

function keyOf({ name, owner, enabled }: KeyFacts): string {
  return `${name} (${owner}${enabled ? "" : ", not enabled"})`;
}

function nameOf({ provider, key }: Pick<Shadowed, "provider" | "key">): string {
  return key === undefined ? `the provider ${provider}` : `the key ${key} of the provider ${provider}`;
}
