/** What a client wrote as its model: an alias, a provider's model, or a bare name that any provider may serve. */
import type { Call, Exchange, Providers, Target } from "@headgate/core";
import { nameOf } from "../judge/world.ts";

export interface Requests {
  /** As the client wrote it. */
  nameOf(x: Exchange, call: Call): string;
  isBare(requested: string): boolean;
  /** Everywhere it may go. */
  resolve(requested: string): readonly Target[];
  /** A provider that is there and has this model. */
  serves(target: Target): boolean;
}

export function createRequests(providers: Providers): Requests {
  const aliases = new Set(providers.aliases());
  return {
    nameOf(x, call) {
      const model = x.field("model");
      return typeof model === "string" ? model : nameOf(call);
    },
    isBare(requested) {
      const slash = requested.indexOf("/");
      return !aliases.has(requested) && (slash < 0 || !providers.get(requested.slice(0, slash)));
    },
    resolve: (requested) => providers.resolve(requested),
    serves({ provider, model }) {
      const place = providers.get(provider);
      return place !== undefined && (place.models?.includes(model) ?? true);
    },
  };
}
