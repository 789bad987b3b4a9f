/** Spares a provider that is down, and finds out when it is back. */
import { definePlugin, perCall, type PluginFactory, type Refusal, refuse, type Target } from "@headgate/core";
import type { Circuit, Ticket } from "./circuit.ts";
import { createCircuits } from "./circuits.ts";
import { optionsSchema } from "./options.ts";
import { brokeOff, verdictOf } from "./verdict.ts";

export type { CircuitBreakerOptions } from "./options.ts";

const circuitBreaker: PluginFactory<typeof optionsSchema> = definePlugin({
  api: 1,
  name: "circuit-breaker",
  config: optionsSchema,
  onError: "open",
  setup({ clock, log }, options) {
    const circuits = createCircuits(options, log);
    const tickets = perCall<Ticket>();
    return {
      pre(_x, call) {
        const circuit = circuits.find(call);
        if (!circuit) return undefined;
        const now = clock.now();
        if (!circuit.admits(now)) return refusalOf(circuit, call, now);
        const ticket = circuit.ticket(now);
        if (ticket) tickets.set(call, ticket);
        return undefined;
      },
      // Judged here and not in `done`: a plugin that re-runs may drop a failed reply only at the very end.
      post(_x, reply, call) {
        const verdict = verdictOf(reply);
        const ticket = tickets.get(call);
        if (!verdict) return ticket?.circuit.release(ticket);
        // An invented model gets a 404: no reason to remember its name.
        const circuit = verdict === "failed" || !reply.error ? circuits.open(call) : circuits.find(call);
        circuit?.saw(verdict === "failed", clock.now(), ticket);
      },
      done(_x, outcome, call) {
        const ticket = tickets.get(call);
        ticket?.circuit.release(ticket);
        const { committedAt, startedAt, endedAt } = outcome;
        if (brokeOff(outcome)) circuits.find(call)?.sawCut(endedAt, committedAt ?? startedAt, ticket);
      },
    };
  },
});
export default circuitBreaker;

/** While probes are running nobody knows when to come back, so no time is given. */
function refusalOf({ failures, passes, state, until }: Circuit, { provider, model }: Target, now: number): Refusal {
  return refuse({
    code: "service_unavailable",
    status: 503,
    message: `circuit breaker is open: ${provider}/${model} failed ${failures} of ${passes} calls`,
    type: "server_error",
    scope: "target",
    retryAfterMs: state === "open" ? until - now : undefined,
  });
}
