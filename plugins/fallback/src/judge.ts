/** Distinguishes a failure of one target, after which another is worth asking, from an answer that no other target would change. */
import type { Call, Refusal } from "@headgate/core";
import type { FallbackConfig } from "./options.ts";
import { errorOf, type Turn } from "./turn.ts";
import type { Windows } from "./windows.ts";

/** Whether this call's turn failed in a way that allows asking the next target. */
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

/** The gateway itself has refused the whole request: no fallback may override that. */
export function endsRequest(turn: Turn): boolean {
  return !wasAsked(turn) && errorOf(turn)?.scope === "request";
}

/** A client's own key may be sent nowhere else, so its provider has the last word; it may have been chosen by a plugin further in. */
function usesCallersKey(turn: Turn, call: Call): boolean {
  return call.credential?.owner === "caller" || ("reply" in turn && turn.reply.call?.credential?.owner === "caller");
}

/** The client would see a 502, because it was not the client's key. */
function rejectsOurKey({ scope, status }: Refusal): boolean {
  return scope === "key" && (status === 401 || status === 403);
}

function wasAsked(turn: Turn): boolean {
  return "reply" in turn && turn.reply.call !== undefined;
}
