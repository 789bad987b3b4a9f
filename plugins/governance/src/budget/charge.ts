/** What a call cost in nano-dollars, however it ended. */
import type { Call, Exchange, Outcome, Reply } from "@headgate/core";
import type { Prices } from "@headgate/words";

/** `held` is the most that it could have cost. */
export function chargeFor(prices: Prices, x: Exchange, call: Call, outcome: Outcome, held: number): number {
  const told = outcome.usage && prices.cost(call, x.operation, outcome.usage.units);
  if (told !== undefined) return told;
  if (usedNothing(outcome) && (!outcome.call || outcome.ended !== "cut")) return 0;
  const guess = { input: Math.ceil(call.body.size / 4), output: Math.ceil(outcome.bytes / 4) };
  return Math.min(prices.cost(call, x.operation, guess) ?? held, held);
}

/** Whether it is an error that costs nothing however it ends, because nothing of it is still to come. */
export function isFree(reply: Reply): boolean {
  const { error, status, usage, body } = reply;
  if (!error || status < 400 || usage) return false;
  return (body === null || typeof body === "string" || body instanceof Uint8Array) && usedNothing(reply);
}

/** No provider was asked, or it refused. If the client left while the provider was at work, what was read must be paid for. */
function usedNothing({ call, error }: Pick<Outcome, "call" | "error">): boolean {
  return !call || (error !== undefined && error.code !== "client_closed_request");
}
