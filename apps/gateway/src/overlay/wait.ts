/** Waits after a failure before trying again, and reports each failure once. */
import type { Clock } from "@headgate/core";

export type Wait = (work: () => Promise<void>, failed: (error: unknown) => void) => Promise<void>;

/** Rejects until the work is done, so that the caller keeps asking. */
export function createWait(clock: Pick<Clock, "now">, ms: number): Wait {
  let until = 0;
  return async (work, failed) => {
    if (clock.now() < until) throw new Error("tried a moment ago");
    try {
      await work();
    } catch (error) {
      until = clock.now() + ms;
      failed(error);
      throw error;
    }
  };
}
