/** What a call cost in the end, in nano-dollars, whichever way it ended. */
import type { Call, Exchange, Outcome } from "@headgate/core";
import type { Prices } from "@headgate/words";

/** `held` is the most that it could have cost. */
export function chargeFor(prices: Prices, x: Exchange, call: Call, outcome: Outcome, held: number): number {
  const told = outcome.usage && prices.cost(call, x.operation, outcome.usage.units);
  if (told !== undefined) return told;
  // Nobody was asked, or who was asked said no: nothing was used.
  if (!outcome.call || (outcome.error && !leftEarly(outcome) && outcome.ended !== "cut")) return 0;
  const guess = { input: Math.ceil(call.body.size / 4), output: Math.ceil(outcome.bytes / 4) };
  return Math.min(prices.cost(call, x.operation, guess) ?? held, held);
}

/** The client went while the provider was at work: what was read is paid for. */
function leftEarly({ error }: Outcome): boolean {
  return error?.code === "client_closed_request";
}
