/** Says where else a request may go, by the most authoritative list there is. */
import { type Call, type Exchange, isRefusal, type Providers, type Refusal, refuse, type Target } from "@headgate/core";
import { Targets } from "@headgate/words";
import type { FallbackConfig } from "./options.ts";

/** Further targets than the call's own, best first; a refusal when the client's own list makes no sense. */
export type Route = (x: Exchange, call: Call) => readonly Target[] | Refusal;

export function nameOf({ provider, model }: Target): string {
  return `${provider}/${model}`;
}

/** The request refers to something that one provider stores under one of its keys: only that provider's targets can follow. */
export function isBound(x: Exchange): boolean {
  return (
    (x.field("previous_response_id") ?? x.field("conversation") ?? undefined) !== undefined || x.field("background") === true
  );
}

export function createRoute(providers: Providers, chains: FallbackConfig["chains"]): Route {
  // A map, because a client may name its model "constructor".
  const chainOf = new Map(Object.entries(chains));
  const listed = (x: Exchange, call: Call): readonly (Target | undefined)[] | Refusal => {
    const decided = x.get(Targets);
    const others = decided?.filter((target) => nameOf(target) !== nameOf(call));
    if (others?.length) return others;
    const asked = readFallbacks(x);
    if (isRefusal(asked)) return asked;
    const model = x.field("model");
    const requested = typeof model === "string" ? model : nameOf(call);
    const entries = asked ?? chainOf.get(requested) ?? chainOf.get(nameOf(call)) ?? chainOf.get("*");
    // An alias may lead to targets that the plugin that decided would not let this caller use.
    const own = decided ?? providers.resolve(requested);
    if (!entries) return own;
    // A session may have sent the first call to one of these: then the target that the client asked for comes first.
    return entries.length > 0 ? [own[0], ...entries.map((entry) => providers.resolve(entry)[0])] : [];
  };
  return (x, call) => {
    const targets = listed(x, call);
    if (isRefusal(targets)) return targets;
    const seen = new Set([nameOf(call)]);
    const stays = targets.length > 0 && isBound(x);
    return targets.filter((target): target is Target => {
      if (!target || !providers.get(target.provider) || seen.has(nameOf(target))) return false;
      if (stays && target.provider !== call.provider) return false;
      seen.add(nameOf(target));
      return true;
    });
  };
}

/** Bifrost's body field; an empty list asks for no fallback at all. */
function readFallbacks(x: Exchange): readonly string[] | Refusal | undefined {
  const fallbacks = x.field("fallbacks") ?? undefined;
  if (fallbacks === undefined || (Array.isArray(fallbacks) && fallbacks.every((entry) => typeof entry === "string")))
    return fallbacks;
  return refuse({
    code: "invalid_value",
    status: 400,
    message: `Invalid value for 'fallbacks': expected a list of "provider/model" strings.`,
    param: "fallbacks",
    by: "fallback",
  });
}
