/** The requests that are open at the edge, so that nothing is closed under one whose body is still arriving. */
import type { Clock } from "@headgate/core";
import type { Visit } from "./visit.ts";

export interface Visits {
  begin(visit: Visit): void;
  /** Resolves when none is open; ends those that are after so many milliseconds. May be called again with less patience. */
  readonly settle: (graceMs: number) => Promise<void>;
}

export function createVisits(clock: Clock): Visits {
  // Each visit knows its place; a Set that is added to and deleted from for every request keeps the dead ones alive.
  const open: Visit[] = [];
  let emptied = (): void => {};
  let empty: Promise<void> | undefined;
  const leave = (visit: Visit): void => {
    const last = open.pop()!;
    if (last !== visit) open[(last.place = visit.place)] = last;
    if (!visit.res.writableFinished) visit.left();
    if (open.length === 0) emptied();
  };
  return {
    begin(visit) {
      visit.place = open.push(visit) - 1;
      visit.res.once("close", () => leave(visit));
      visit.run();
    },
    async settle(graceMs) {
      if (open.length === 0) return;
      empty ??= new Promise((resolve) => (emptied = resolve));
      const cancel = clock.after(graceMs, () => {
        // A visit that ends leaves the list while it is gone through.
        open.slice().forEach((visit) => visit.end());
      });
      await empty;
      cancel();
    },
  };
}
