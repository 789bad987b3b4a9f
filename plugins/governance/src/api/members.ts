/** Who belongs to whom, indexed once for each snapshot; without this, an answer would search all keys for each owner. */
import type { Directory, Team, VirtualKey } from "../model.ts";

export interface Members {
  readonly keysOfTeam: ReadonlyMap<string, readonly VirtualKey[]>;
  readonly keysOfCustomer: ReadonlyMap<string, readonly VirtualKey[]>;
  readonly teamsOfCustomer: ReadonlyMap<string, readonly Team[]>;
}

export function membersOf(directory: Directory): Members {
  let members = known.get(directory);
  if (!members) {
    const { virtualKeys, teams } = directory;
    members = {
      keysOfTeam: grouped(virtualKeys, ({ team_id }) => team_id),
      keysOfCustomer: grouped(virtualKeys, ({ customer_id }) => customer_id),
      teamsOfCustomer: grouped(teams, ({ customer_id }) => customer_id),
    };
    known.set(directory, members);
  }
  return members;
}

const known = new WeakMap<Directory, Members>();

function grouped<T>(all: ReadonlyMap<string, T>, ownerOf: (one: T) => string | undefined): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all.values()) {
    const owner = ownerOf(one);
    if (owner === undefined) continue;
    const group = groups.get(owner);
    if (group) group.push(one);
    else groups.set(owner, [one]);
  }
  return groups;
}
