/** What a client wrote as its model: an alias, a provider's model, or a bare name that any provider can serve. */
import type { Call, Exchange, Providers, Target } from "@headgate/core";
import { scanBody, standsAt } from "@headgate/wire";
import { nameOf } from "../judge/world.ts";

export interface Requests {
  /** As the client wrote it. */
  nameOf(x: Exchange, call: Call): string;
  isBare(requested: string): boolean;
  /** Whether the client wrote exactly where the call goes: cheaper to find out than what it wrote. */
  namesTarget(x: Exchange, call: Call): boolean;
  /** Everywhere it may go. */
  resolve(requested: string): readonly Target[];
  /** Whether the provider exists and has this model. */
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
    namesTarget({ body }, { provider, model }) {
      // An alias may look like a provider's model.
      if (aliases.size > 0 || !providers.get(provider) || !body.bytes) return false;
      const scan = scanBody(body);
      if (!scan.ok) return false;
      for (const { name, valueStart, valueEnd } of scan.entries) {
        if (name !== "model") continue;
        const { bytes } = body;
        const slash = valueStart + 1 + provider.length;
        const whole = valueEnd - 1 === slash + 1 + model.length && bytes[valueStart] === 0x22 && bytes[slash] === 0x2f;
        return whole && standsAt(bytes, valueStart + 1, provider) && standsAt(bytes, slash + 1, model) && !model.includes("\\");
      }
      return false;
    },
    resolve: (requested) => providers.resolve(requested),
    serves({ provider, model }) {
      const place = providers.get(provider);
      return place !== undefined && (place.models?.includes(model) ?? true);
    },
  };
}
