/** Finds the circuit of a target, in bounded memory: model names come from clients. */
import type { Log, Target } from "@headgate/core";
import { LRUCache } from "lru-cache";
import { Circuit } from "./circuit.ts";
import type { CircuitBreakerConfig } from "./options.ts";

export interface Circuits {
  /** Undefined as long as no provider has answered for this target. */
  find(target: Target): Circuit | undefined;
  /** The same, created on first use; undefined for a name that is too long to keep. */
  open(target: Target): Circuit | undefined;
}

/** Longer model names only serve to fill the memory. */
const longestName = 256;

export function createCircuits(config: CircuitBreakerConfig, log: Log): Circuits {
  // By provider first: no names are joined for each request, and a flood of models at one provider does not affect the others.
  const providers = new Map<string, LRUCache<string, Circuit>>();
  const find = ({ provider, model }: Target): Circuit | undefined => providers.get(provider)?.get(model);
  return {
    find,
    open(target) {
      const found = find(target);
      const { provider, model } = target;
      if (found || model.length > longestName) return found;
      let models = providers.get(provider);
      if (!models) providers.set(provider, (models = new LRUCache({ max: config.maxCircuits })));
      const circuit = new Circuit(config, (from, to) => log.info({ provider, model, from, to }, "circuit breaker state change"));
      models.set(model, circuit);
      return circuit;
    },
  };
}
