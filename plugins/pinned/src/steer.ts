/** Decides where a request goes by the pins of the ids that it names, and whether its caller may use them. */
import type { Call, Exchange, Providers, Refusal } from "@headgate/core";
import { Targets } from "@headgate/words";
import type { Asked } from "./asked.ts";
import type { Named } from "./kinds.ts";
import { isSamePlace, mayUse, type Pin, standing } from "./pin.ts";
import { apart, elsewhere, lost, notFound } from "./refusals.ts";

/** `pins` are in the order of the ids. */
export type Steer = (x: Exchange, call: Call, asked: Asked, pins: readonly (Pin | undefined)[]) => Call | Refusal;

export function createSteer(providers: Providers, unknown: "pass" | "refuse"): Steer {
  const modelAt = (x: Exchange, call: Call, provider: string): string | undefined => {
    if (call.provider === provider) return call.model;
    const isThere = (target: { readonly provider: string }): boolean => target.provider === provider;
    const decided = x.get(Targets)?.find(isThere);
    if (decided) return decided.model;
    const requested = x.field("model");
    return typeof requested === "string" ? providers.resolve(requested).find(isThere)?.model : undefined;
  };
  const goTo = (x: Exchange, call: Call, named: Named, pin: Pin): Call | Refusal => {
    const place = standing(pin, providers);
    if (!place) return lost(named, pin, providers.get(pin.provider) !== undefined);
    const { provider, credential } = place;
    if (x.operation === "passthrough") return { ...call, provider: provider.name, credential };
    const model = modelAt(x, call, provider.name);
    if (model === undefined) return elsewhere(named, pin);
    // The owner of a key decides which models it is for.
    if (credential?.models?.includes(model) === false) return elsewhere(named, pin, `a model of its key ${credential.name}`);
    return { ...call, provider: provider.name, model, credential };
  };
  return (x, call, { ids }, pins) => {
    let first: readonly [Named, Pin] | undefined;
    let other: readonly [Named, Pin] | undefined;
    for (const [i, named] of ids.entries()) {
      const pin = pins[i];
      if (pin ? !mayUse(x, pin) : unknown === "refuse") return notFound(named);
      if (!pin) continue;
      // The path says what the request is about; everything else that it mentions must be in one place.
      if (!first) first = [named, pin];
      else if (first[0].param !== undefined && !isSamePlace(first[1], pin)) other ??= [named, pin];
    }
    if (!first) return call;
    if (other) return apart(first, other);
    return goTo(x, call, ...first);
  };
}
