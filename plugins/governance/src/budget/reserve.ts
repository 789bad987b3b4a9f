/** Asks the store for a hold; a dead or silent store counts as down. */
import type { Hold, Host, MaybePromise, Reservation } from "@headgate/core";
import { soon } from "./patience.ts";

/** "down": the store did not answer. */
export type Reserve = (id: string, holds: readonly Hold[]) => MaybePromise<Reservation | "down">;

export function createReserve({ clock, store, log }: Pick<Host, "clock" | "store" | "log">, ttlMs: number): Reserve {
  const failed = (err: unknown): "down" => {
    log.debug({ err }, "the store did not answer");
    return "down";
  };
  // The request has gone on without it, so nobody else would give it back.
  const release = (id: string, holds: readonly Hold[], answer: Reservation): void => {
    const none = Array.from(holds, () => 0);
    if (answer.ok) Promise.resolve(store.settle(id, none)).catch(failed);
  };
  return (id, holds) => {
    try {
      const answer = store.reserve(id, holds, ttlMs);
      return answer instanceof Promise ? soon(answer, clock, (late) => release(id, holds, late)).catch(failed) : answer;
    } catch (error) {
      return failed(error);
    }
  };
}
