/** Goes through the further targets until one answers; when none does, the client gets the first failure, not the last. */
import { type Call, type Exchange, type Host, isRefusal, refused, type Reply, type Send } from "@headgate/core";
import { takeAttempt } from "@headgate/words";
import { endsRequest, type Judge } from "./judge.ts";
import { nameOf, type Route } from "./route.ts";
import { conclude, drop, errorOf, type Turn } from "./turn.ts";

export type Rescue = (send: Send, x: Exchange, call: Call, primary: Turn) => Promise<Reply>;

export function createRescue({ clock, log }: Pick<Host, "clock" | "log">, judge: Judge, route: Route, most: number): Rescue {
  return async (send, x, call, primary) => {
    const targets = route(x, call);
    if (isRefusal(targets)) {
      drop(primary);
      return refused(targets);
    }
    const [request, count] = [x.id, Math.min(targets.length, most)];
    let [last, from, tried] = [primary, nameOf(call), 0];
    for (const { provider, model } of targets.slice(0, count)) {
      // Asked for only now, for an exchange makes its signal on first use and most never need one.
      if (x.signal.aborted || call.signal?.aborted || !takeAttempt(x, clock.now())) break;
      const to = nameOf({ provider, model });
      tried += 1;
      log.info({ request, from, to, ...factsOf(last) }, `${from} failed; trying fallback ${tried}/${count}: ${to}`);
      // The credential was chosen for the target that failed: it must not travel.
      const next = await take(send, x, { ...call, provider, model, credential: undefined });
      const failed = judge(next);
      if (endsRequest(next) || !(failed || errorOf(next))) {
        drop(primary);
        return conclude(next);
      }
      drop(next);
      [last, from] = [next, to];
      if (!failed) break;
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
