/** Tells a failure of one target, worth asking another, from an answer that no other target would change. */
import type { Refusal } from "@headgate/core";
import type { FallbackConfig } from "./options.ts";
import { errorOf, type Turn } from "./turn.ts";

/** Whether this turn failed in a way that lets the next target be asked. */
export type Judge = (turn: Turn) => boolean;

export function createJudge({ statuses, codes, notCodes }: FallbackConfig): Judge {
  const moveOn = new Set(codes);
  const stay = new Set(notCodes);
  const listed = new Set<unknown>(statuses);
  const anotherMayDo = (error: Refusal): boolean => {
    if (moveOn.has(error.code)) return true;
    if (stay.has(error.code)) return false;
    return listed.has(error.status) || (listed.has("5xx") && (error.status >= 500 || rejectsOurKey(error)));
  };
  return (turn) => {
    const error = errorOf(turn);
    if (!error) return "thrown" in turn;
    return wasAsked(turn) ? anotherMayDo(error) : error.scope !== "request";
  };
}

/** The gateway's own word that nothing will do: no fallback may contradict it. */
export function endsRequest(turn: Turn): boolean {
  return !wasAsked(turn) && errorOf(turn)?.scope === "request";
}

/** The client would see a 502, for it was not the client's key. */
function rejectsOurKey({ scope, status }: Refusal): boolean {
  return scope === "key" && (status === 401 || status === 403);
}

function wasAsked(turn: Turn): boolean {
  return "reply" in turn && turn.reply.call !== undefined;
}
