/** Tries the further targets until one answers; if none does, the client gets the first failure, not the last. */
import { type Call, type Exchange, type Host, isRefusal, refused, type Reply, type Send } from "@headgate/core";
import { attemptsLeft, attemptTimeLeft, MoreTargets, takeAttempt } from "@headgate/words";
import { endsRequest, type Judge } from "./judge.ts";
import type { Resume } from "./resume.ts";
import { isBound, nameOf, type Route } from "./route.ts";
import { conclude, drop, errorOf, type Turn, wasSpared } from "./turn.ts";
import type { Windows } from "./windows.ts";

export type Rescue = (send: Send, x: Exchange, call: Call, primary: Turn) => Promise<Reply>;

export interface RescueParts {
  readonly host: Pick<Host, "clock" | "log">;
  readonly judge: Judge;
  readonly route: Route;
  readonly windows: Windows;
  readonly resume: Resume;
  /** Maximum targets asked after the first. */
  readonly most: number;
}

export function createRescue({ host: { clock, log }, judge, route, windows, resume, most }: RescueParts): Rescue {
  return async (send, x, call, primary) => {
    const targets = route(x, call);
    if (isRefusal(targets)) {
      drop(primary);
      return refused(targets);
    }
    let left = windows.narrow(targets, primary, call);
    const [request, count] = [x.id, left.length];
    let [last, from, tried, asked] = [primary, nameOf(call), 0, 0];
    // If no provider was asked, the next target uses the attempt that the last one left.
    let paid = wasSpared(primary);
    x.set(MoreTargets, () => left.length > 0 && asked + 1 < most && attemptsLeft(x, clock.now()));
    for (let target = left[0]; target && asked < most; target = left[0]) {
      const now = clock.now();
      // Read only now: an exchange makes its signal on first use, and most never need one.
      if (x.signal.aborted || call.signal?.aborted || !(paid ? attemptTimeLeft(x, now) : takeAttempt(x, now))) break;
      left = left.slice(1);
      tried += 1;
      const { provider, model } = target;
      const to = nameOf(target);
      log.info({ request, from, to, ...factsOf(last) }, `${from} failed; trying fallback ${tried}/${count}: ${to}`);
      // The credential was chosen for the target that failed: it must not go along, unless what the request refers to is stored under it.
      const attempt = { ...call, provider, model, credential: isBound(x) ? call.credential : undefined };
      const next = await take(send, x, attempt);
      const failed = judge(next, attempt);
      if (endsRequest(next) || !(failed || errorOf(next))) {
        drop(primary);
        const reply = conclude(next);
        return x.stream ? resume(send, x, attempt, reply) : reply;
      }
      drop(next);
      [last, from, paid] = [next, to, wasSpared(next)];
      if (!paid) asked += 1;
      if (!failed) break;
      left = windows.narrow(left, next, target);
    }
    if (tried > 0) log.info({ request, from, ...factsOf(last) }, `${tried} fallbacks failed; answering with the first error`);
    return conclude(primary);
  };
}

async function take(send: Send, x: Exchange, call: Call): Promise<Turn> {
  try {
    return { reply: await send(x, call) };
  } catch (thrown) {
    return { thrown };
  }
}

function factsOf(turn: Turn): object {
  const error = errorOf(turn);
  return error ? { status: error.status, code: error.code } : "thrown" in turn ? { err: turn.thrown } : {};
}
