/** Reads from a reply what it says about the target, if anything. */
import type { Call, Outcome, Refusal, Reply } from "@headgate/core";

/** `undefined` if no provider was asked, a plugin refused, or the client left. */
export function verdictOf({ call, error }: Reply): "answered" | "failed" | undefined {
  if (!call) return undefined;
  if (!error) return "answered";
  if (!isOfTarget(error, call)) return undefined;
  return error.status >= 500 && error.scope !== "request" ? "failed" : "answered";
}

/** Whether an answer that had begun broke off on the target's side. */
export function brokeOff({ ended, call, error, status }: Outcome): boolean {
  return ended === "cut" && call !== undefined && status < 500 && error !== undefined && isOfTarget(error, call);
}

/** The gateway itself ends a request whose client has left, or a pass that a plugin has ended: not the target's fault. */
function isOfTarget({ by, scope }: Refusal, { signal }: Call): boolean {
  return by === "provider" || (by === "gateway" && scope !== "request" && !signal?.aborted);
}
