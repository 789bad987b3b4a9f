/** The requests that are open at the edge, so that nothing is closed under one whose body is still arriving. */
import type { Clock } from "@headgate/core";
import type { Visit } from "./visit.ts";

export interface Visits {
  begin(visit: Visit): void;
  /** Resolves when none is open; ends those that are after so many milliseconds. May be called again with less patience. */
  readonly settle: (graceMs: number) => Promise<void>;
}

export function createVisits(clock: Clock): Visits {
  const open = new Set<Visit>();
  let emptied = (): void => {};
  let empty: Promise<void> | undefined;
  return {
    begin(visit) {
      open.add(visit);
      visit.res.once("close", () => {
        open.delete(visit);
        if (!visit.res.writableFinished) visit.left();
        if (open.size === 0) emptied();
      });
      void visit.run();
    },
    async settle(graceMs) {
      if (open.size === 0) return;
      empty ??= new Promise((resolve) => (emptied = resolve));
      const cancel = clock.after(graceMs, () => {
        for (const visit of open) visit.end();
      });
      await empty;
      cancel();
    },
  };
}
