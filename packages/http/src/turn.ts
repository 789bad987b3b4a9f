/** The end of a turn of the event loop: what all streams got in it is written there together, instead of a write for each event. */

export interface Waiting {
  flush(): void;
}

let waiting: Waiting[] = [];

/** Calls `flush` once, after everything that has arrived by now was read. */
export function atEndOfTurn(one: Waiting): void {
  if (waiting.push(one) === 1) setImmediate(flushAll);
}

function flushAll(): void {
  const all = waiting;
  waiting = [];
  for (const one of all) one.flush();
}
