/** Reservations whose callers were refused because the store was unavailable: if they were made after all, only this gives them back. */

export interface GivenUp {
  /** It was sent, and its caller has gone on without it. */
  add(id: string, holds: number): void;
  /** Its caller asks for it again. */
  forget(id: string): void;
  /** The server has answered, too late, whether it was made. */
  answered(id: string, ok: boolean): void;
  /** The server can be used again. What it had not answered may have been made; no answer will come any more. */
  releaseAll(): void;
}

/** Of a server that is silent under load; the oldest lapse. */
const most = 10_000;

/** `release` resolves once the reservation is settled with nothing, and rejects where that cannot be done now. */
export function createGivenUp(release: (id: string, holds: number) => Promise<unknown>): GivenUp {
  const waiting = new Map<string, number>();
  const add = (id: string, holds: number): void => {
    if (waiting.size >= most) waiting.delete(waiting.keys().next().value!);
    waiting.set(id, holds);
  };
  const giveBack = (id: string, holds: number): void => {
    waiting.delete(id);
    release(id, holds).catch(() => add(id, holds));
  };
  return {
    add,
    forget(id) {
      if (waiting.size > 0) waiting.delete(id);
    },
    answered(id, ok) {
      const holds = waiting.get(id);
      if (holds === undefined) return;
      if (ok) giveBack(id, holds);
      else waiting.delete(id);
    },
    releaseAll() {
      for (const [id, holds] of waiting) giveBack(id, holds);
    },
  };
}
