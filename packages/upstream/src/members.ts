/** Body members in which a provider differs from its dialect: set by its config, or from the client's headers. */
import type { Exchange } from "@headgate/core";

export interface MemberOptions {
  /** Set to this JSON value, or taken out where it is null. */
  readonly members?: Readonly<Record<string, unknown>> | undefined;
  /** Headers of its dialect that it does not take: the member that has their comma list instead, or null for none. */
  readonly headerMembers?: Readonly<Record<string, string | null>> | undefined;
}

export interface Members {
  readonly gone: readonly string[];
  /** JSON text by name. */
  readonly set: readonly (readonly [name: string, json: string])[];
  readonly fromHeaders: readonly (readonly [header: string, name: string])[];
}

/** Undefined: no difference. */
export function membersOf({ members = {}, headerMembers = {} }: MemberOptions): Members | undefined {
  const gone = Object.keys(members).filter((name) => members[name] === null);
  const set = Object.entries(members).flatMap(([name, value]) =>
    value === null ? [] : [[name, JSON.stringify(value)] as const],
  );
  const fromHeaders = Object.entries(headerMembers).flatMap(([header, name]) =>
    name === null ? [] : [[header.toLowerCase(), name] as const],
  );
  return gone.length + set.length + fromHeaders.length === 0 ? undefined : { gone, set, fromHeaders };
}

/** Returns what to remove, including `gone`, and adds what to set to `set`. `headers` are the client's, in the provider's dialect. */
export function withMembers(
  members: Members,
  gone: readonly string[],
  set: Record<string, string>,
  headers: Exchange["headers"] = {},
): readonly string[] {
  for (const name of members.gone) delete set[name];
  for (const [name, json] of members.set) set[name] = json;
  for (const [header, name] of members.fromHeaders) {
    const said = headers[header];
    if (said !== undefined) set[name] = JSON.stringify(listed(said));
  }
  return members.gone.length === 0 ? gone : [...gone, ...members.gone];
}

function listed(header: string): readonly string[] {
  const words = header.split(",").map((word) => word.trim());
  return words.filter((word) => word !== "");
}
