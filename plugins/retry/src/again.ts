/** Asks the same target again until it answers; nothing is held while it waits. */
import { type Call, type Exchange, type Host, type MaybePromise, refused, type Reply, type Send } from "@headgate/core";
import { attemptTimeLeft, takeAttempt } from "@headgate/words";
import type { Judge } from "./judge.ts";
import type { Wait } from "./wait.ts";

/** Returns `failed` itself, without a promise, if no further try is made. */
export type Again = (send: Send, x: Exchange, call: Call, failed: Reply) => MaybePromise<Reply>;

export function createAgain({ clock, log }: Pick<Host, "clock" | "log">, judge: Judge, wait: Wait, most: number): Again {
  /** Milliseconds until retry number `n`, once it is certain that it can be made. */
  const reserve = (x: Exchange, call: Call, { error }: Reply, n: number): number | undefined => {
    if (!error || n >= most || !judge(error)) return undefined;
    // Read only now: an exchange makes its signal on first use, and most never need one.
    if (x.signal.aborted || call.signal?.aborted) return undefined;
    const ms = wait(x, call, error, n);
    if (ms === undefined) return undefined;
    const now = clock.now();
    const inTime = attemptTimeLeft(x, now) && attemptTimeLeft(x, now + ms);
    return inTime && takeAttempt(x, now) ? ms : undefined;
  };
  const rerun = async (send: Send, x: Exchange, call: Call, failed: Reply, first: number): Promise<Reply> => {
    let [last, ms]: [Reply, number | undefined] = [failed, first];
    for (let n = 0; ms !== undefined; ms = reserve(x, call, last, ++n)) {
      const [error, asked, target] = [last.error!, last.call, `${call.provider}/${call.model}`];
      const facts = { request: x.id, target, status: error.status, code: error.code, wait_ms: ms };
      log.info(facts, `retrying ${target} in ${ms} ms (${n + 1}/${most})`);
      // Before the wait, so that its slot, socket and lease are free meanwhile.
      last.discard();
      try {
        await clock.sleep(ms, call.signal ? AbortSignal.any([x.signal, call.signal]) : x.signal);
      } catch {
        return refused(error, asked);
      }
      last = await send(x, { ...call });
    }
    return last;
  };
  return (send, x, call, failed) => {
    const ms = reserve(x, call, failed, 0);
    return ms === undefined ? failed : rerun(send, x, call, failed, ms);
  };
}
