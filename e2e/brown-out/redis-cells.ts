/** The states Redis can be in, who asks, and what each of them should hear. */
import { type Answer, isWhole } from "./gateway.ts";
import type { Trouble } from "../../scripts/servers/proxy.ts";

export const troubles: readonly (readonly [string, Trouble | "read-only"])[] = [
  ["is down", { kind: "down" }],
  ["drops connections", { kind: "dropping" }],
  ["is a black hole", { kind: "blackholed" }],
  ["is slow by 0.5 s", { kind: "slow", ms: 500 }],
  ["is slow by 30 s", { kind: "slow", ms: 30_000 }],
  ["is read-only", "read-only"],
];

/** Crossed, so that neither can hide behind the other. */
export const modes = [
  { governance: "closed", rateLimit: "open" },
  { governance: "open", rateLimit: "closed" },
] as const;
export type Modes = (typeof modes)[number];

/** Whom a budget concerns, whom a rate limit, both, and neither; and whose session is known by the store. */
export const callers = ["budget", "requests", "both", "neither", "session"] as const;
export type Caller = (typeof callers)[number];
export const ways = [
  { way: "blocking", stream: false },
  { way: "streamed", stream: true },
] as const;
export const cells = modes.flatMap((_, at) => callers.flatMap((caller) => ways.map((way) => ({ at, caller, ...way }))));
export type Cell = (typeof cells)[number];

export function keyOf({ caller, stream }: Cell): string {
  return `${caller} ${stream}`;
}

export function describeModes({ governance, rateLimit }: Modes): string {
  return `governance ${governance}, rate-limit ${rateLimit}`;
}

export function titleOf({ at, caller, way }: Cell): string {
  return `${describeModes(modes[at]!)}: ${caller}, ${way}: ${expectedOf({ at, caller })}`;
}

/** By the plugin that a limit of the caller concerns. */
export function expectedOf({ at, caller }: Pick<Cell, "at" | "caller">): string {
  const { governance, rateLimit } = modes[at]!;
  if (rateLimit === "closed" && (caller === "requests" || caller === "both")) return "503 store_unavailable by rate-limit";
  if (governance === "closed" && (caller === "budget" || caller === "both")) return "503 store_unavailable by governance";
  return "answered";
}

export function outcomeOf(answer: Answer, stream: boolean): string {
  if (isWhole(answer, stream)) return "answered";
  const { error, extra_fields } = answer.body ?? {};
  return `${answer.status} ${error?.code} by ${extra_fields?.refused_by}`;
}
