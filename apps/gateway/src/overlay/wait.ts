/** After a failure, waits before it tries again, and says each failure once. */
import type { Clock } from "@headgate/core";

export type Wait = (work: () => Promise<void>, failed: (error: unknown) => void) => Promise<void>;

/** Rejects for as long as the work is not done, so that whoever asks goes on asking. */
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
