/** A window or period that is counted for a key: its count, and where it stands among what has changed. */
import type { Window } from "@headgate/core";
import type { Changes, Link } from "./changes.ts";
import { type Count, FixedCount, PeriodCount, SlidingCount, type Watcher } from "./counts.ts";
import type { Place } from "./roll.ts";
import type { Counted } from "./snapshot.ts";

export class Entry implements Watcher, Link<Entry>, Place {
  readonly key: string;
  readonly window: Window;
  readonly changes: Changes<Entry>;
  readonly count: Count;
  /** When its use was last reported to the cache. */
  touchedAt: number;
  evicted = false;
  place = 0;
  untold = false;
  before: Entry | undefined = undefined;
  after: Entry | undefined = undefined;

  constructor({ key, window }: { key: string; window: Window }, now: number, changes: Changes<Entry>) {
    this.key = key;
    this.window = window;
    this.touchedAt = now;
    this.changes = changes;
    this.count = countOf(window, this);
  }
  /** A reservation may settle after its count was evicted, and would speak over whoever counts there now. */
  changed(): void {
    if (!this.untold && !this.evicted) this.changes.add(this);
  }
  /** Absolute, and without parts where all was given back or is over. */
  counted(now: number): Counted {
    return { key: this.key, window: this.window, parts: this.count.parts(now) };
  }
}

function countOf(window: Window, watcher: Watcher): Count {
  if (!("ms" in window)) return new PeriodCount(window.until, watcher);
  return window.sliding ? new SlidingCount(window.ms, watcher) : new FixedCount(window.ms, watcher);
}
