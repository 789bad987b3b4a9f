/** Tells a failure of one target, worth asking another, from an answer that no other target would change. */
import type { Call, Refusal } from "@headgate/core";
import type { FallbackConfig } from "./options.ts";
import { errorOf, type Turn } from "./turn.ts";
import type { Windows } from "./windows.ts";

/** Whether the turn that this call had failed in a way that lets the next target be asked. */
export type Judge = (turn: Turn, call: Call) => boolean;

export function createJudge({ statuses, codes, notCodes }: FallbackConfig, windows: Windows): Judge {
  const moveOn = new Set(codes);
  const stay = new Set(notCodes);
  const listed = new Set<unknown>(statuses);
  const anotherMayDo = (error: Refusal): boolean => {
    if (moveOn.has(error.code)) return true;
    if (stay.has(error.code)) return false;
    return listed.has(error.status) || (listed.has("5xx") && (error.status >= 500 || rejectsOurKey(error)));
  };
  return (turn, call) => {
    if (usesCallersKey(turn, call)) return false;
    const error = errorOf(turn);
    if (!error) return "thrown" in turn;
    if (!wasAsked(turn)) return error.scope !== "request";
    return windows.outgrown(error, call) > 0 || anotherMayDo(error);
  };
}

/** The gateway's own word that nothing will do: no fallback may contradict it. */
export function endsRequest(turn: Turn): boolean {
  return !wasAsked(turn) && errorOf(turn)?.scope === "request";
}

/** A client's own key may be sent nowhere else, so its provider has the last word; whoever chose it may stand further in. */
function usesCallersKey(turn: Turn, call: Call): boolean {
  return call.credential?.owner === "caller" || ("reply" in turn && turn.reply.call?.credential?.owner === "caller");
}

/** The client would see a 502, for it was not the client's key. */
function rejectsOurKey({ scope, status }: Refusal): boolean {
  return scope === "key" && (status === 401 || status === 403);
}

function wasAsked(turn: Turn): boolean {
  return "reply" in turn && turn.reply.call !== undefined;
}
