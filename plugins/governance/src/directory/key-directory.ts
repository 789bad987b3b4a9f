/** Finds virtual keys for the plugin that checks credentials: from the snapshot in memory, by digest. */
import type { Clock } from "@headgate/core";
import type { KeyDirectory } from "@headgate/words";
import type { VirtualKey } from "../model.ts";
import type { DirectoryStore } from "./directory.ts";

export function keyDirectoryOf(directory: Pick<DirectoryStore, "current">, clock: Pick<Clock, "now">): KeyDirectory {
  return {
    find(digest) {
      const key = directory.current.byDigest.get(digest);
      const now = clock.now();
      if (!key || (digest !== key.digest && !(key.previous!.expires_at > now))) return undefined;
      return { id: key.id, name: key.name, state: stateOf(key, now) };
    },
  };
}

/** A key that is both inactive and expired is called inactive. */
export function stateOf({ is_active, expires_at }: VirtualKey, now: number): "active" | "inactive" | "expired" {
  if (!is_active) return "inactive";
  return expires_at !== undefined && expires_at <= now ? "expired" : "active";
}
