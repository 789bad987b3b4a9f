/** Renames body fields to the provider's names for them, and removes those that it does not know. */
import type { Loss } from "@headgate/dialects";
import { asBuffer, editObject, type Entry, scanObject, splice } from "@headgate/wire";
import { withMembers } from "./members.ts";
import type { Place } from "./place.ts";

/** By name, null where it knows no such field. */
export type Rename = Readonly<Record<string, string | null>>;

export interface Renamed {
  readonly gone: readonly string[];
  /** JSON text by name: of two that mean the same, the renamed one wins. */
  readonly set: Record<string, string>;
  readonly lost: readonly Loss[];
}

export function renamed(bytes: Uint8Array, entries: readonly Entry[], rename: Rename): Renamed {
  const gone: string[] = [];
  const set: Record<string, string> = {};
  const lost: Loss[] = [];
  for (const { name, valueStart, valueEnd } of entries) {
    if (!Object.hasOwn(rename, name)) continue;
    gone.push(name);
    const to = rename[name];
    if (to != null) set[to] = asBuffer(bytes).toString("utf8", valueStart, valueEnd);
    // Null means absent here too.
    else if (bytes[valueStart] !== 0x6e) lost.push({ feature: "other", field: name });
  }
  return { gone, set, lost };
}

/** For a body that was written here; `unwanted` is a field that this provider must not be sent. */
export function suited(
  written: Buffer,
  { rename = {}, members }: Pick<Place, "rename" | "members">,
  unwanted: string | undefined,
): Buffer {
  if (unwanted === undefined && !members && Object.keys(rename).length === 0) return written;
  const scan = scanObject(written);
  if (!scan.ok) return written;
  const { gone, set } = renamed(written, scan.entries, rename);
  const away = unwanted === undefined ? gone : [...gone, unwanted];
  return splice(written, editObject(written, scan.entries, members ? withMembers(members, away, set) : away, set));
}
