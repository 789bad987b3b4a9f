/** Reads out of a reply what it says about the target, if it says anything. */
import type { Call, Outcome, Refusal, Reply } from "@headgate/core";

/** `undefined`: nobody was asked, a plugin said no, or the client left. */
export function verdictOf({ call, error }: Reply): "answered" | "failed" | undefined {
  if (!call) return undefined;
  if (!error) return "answered";
  if (!isOfTarget(error, call)) return undefined;
  return error.status >= 500 && error.scope !== "request" ? "failed" : "answered";
}

/** Whether what had begun as an answer broke off on the target's side. */
export function brokeOff({ ended, call, error, status }: Outcome): boolean {
  return ended === "cut" && call !== undefined && status < 500 && error !== undefined && isOfTarget(error, call);
}

/** The gateway itself ends a request whose client has left, and a pass that a plugin has ended: no fault of the target's. */
function isOfTarget({ by, scope }: Refusal, { signal }: Call): boolean {
  return by === "provider" || (by === "gateway" && scope !== "request" && !signal?.aborted);
}
