/** The requests that are open at the edge, so that nothing is closed under one whose body is still arriving. */
import type { Clock } from "@headgate/core";
import type { Socket } from "node:net";
import type { Visit } from "./visit.ts";

export interface Visits {
  begin(visit: Visit): void;
  /** Resolves when none is open; ends those that are still open after this many milliseconds. Can be called again with less patience. */
  readonly settle: (graceMs: number) => Promise<void>;
}

export function createVisits(clock: Clock): Visits {
  // Each visit knows its place; a Set that is added to and deleted from for every request keeps the dead ones alive.
  const open: Visit[] = [];
  let emptied = (): void => {};
  let empty: Promise<void> | undefined;
  const leave = (visit: Visit): void => {
    if (visit.place < 0) return;
    const last = open.pop()!;
    if (last !== visit) open[(last.place = visit.place)] = last;
    visit.place = -1;
    if (!visit.res.writableFinished) visit.left();
    visit.upload?.release();
    if (open.length === 0) emptied();
  };
  return {
    begin(visit) {
      visit.place = open.push(visit) - 1;
      visit.res.once("close", () => leave(visit));
      if (!visit.res.socket) leaveWithSocket(visit, leave);
      visit.run();
    },
    async settle(graceMs) {
      if (open.length === 0) return;
      empty ??= new Promise((resolve) => (emptied = resolve));
      const cancel = clock.after(graceMs, () => {
        // A visit that ends leaves the list while we iterate over it.
        open.slice().forEach((visit) => visit.end());
      });
      await empty;
      cancel();
    },
  };
}

const queued = new WeakMap<Socket, Visit[]>();

/** A request sent while another on its connection is unanswered waits for its turn to answer: Node does not notify it when the connection is lost. */
function leaveWithSocket(visit: Visit, leave: (visit: Visit) => void): void {
  const { socket } = visit.req;
  const those = queued.get(socket) ?? [];
  if (!queued.has(socket)) {
    queued.set(socket, those);
    socket.once("close", () => {
      for (const one of those.slice()) {
        one.res.destroy();
        leave(one);
      }
    });
  }
  those.push(visit);
  visit.res.once("close", () => void those.splice(those.indexOf(visit), 1));
}
