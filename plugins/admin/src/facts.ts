/** The gateway's facts about itself, or a refusal if nobody offers them. */
import { RefusalError } from "@headgate/core";
import type { GatewayFacts } from "@headgate/words";

/** Called for each request: the facts are known only after setup. */
export type AskFacts = () => GatewayFacts | undefined;

/** Throws a RefusalError with status 503. */
export function known(facts: GatewayFacts | undefined): GatewayFacts {
  if (facts) return facts;
  const message = 'this gateway does not report what it runs: no plugin offers "gateway-facts"';
  throw new RefusalError({ code: "facts_unavailable", status: 503, message, type: "server_error" });
}
