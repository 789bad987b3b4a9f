/** Collects what is lost, each thing once. */
import type { Feature, Loss } from "../canonical/index.ts";
import type { Fields } from "../canonical/expect.ts";

export class Losses {
  readonly all: Loss[] = [];
  seen: Set<string> | undefined;

  add(feature: Feature, field: string): void {
    const key = `${feature} ${field}`;
    this.seen ??= new Set();
    if (this.seen.has(key)) return;
    this.seen.add(key);
    this.all.push({ feature, field });
  }

  /** Reports every unread field as the feature that `named` gives it, or else "other". */
  unread(found: Fields, read: ReadonlySet<string>, field: string, named: ReadonlyMap<string, Feature> = marks): void {
    for (const name in found) {
      if (read.has(name) || found[name] == null) continue;
      this.add(named.get(name) ?? "other", field === "" ? name : `${field}.${name}`);
    }
  }
}

/** Fields that any block can have. */
const marks: ReadonlyMap<string, Feature> = new Map([
  ["cache_control", "cache-control"],
  ["citations", "citations"],
]);
